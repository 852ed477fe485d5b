import { expect, test } from "@playwright/test";
import { problemsOf } from "./axe";
import { newMeeting, signUp } from "./steps";

for (const scheme of ["light", "dark"] as const) {
  test(`pages for strangers are accessible in ${scheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const path of ["/", "/sign-in", "/sign-up", "/nothing-here"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await problemsOf(page), path).toEqual([]);
    }
  });
}

test("pages of a member are accessible, and every page opens by keyboard", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signUp(page, "Ada");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await problemsOf(page), "/meetings").toEqual([]);
  await newMeeting(page, "Weekly");
  expect(await problemsOf(page), "a new meeting").toEqual([]);
  await page.getByRole("button", { name: "Later" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: /keyboard/i })).toBeVisible();
  expect(await problemsOf(page), "shortcuts").toEqual([]);
  await page.keyboard.press("Escape");
  await page.goto("/search");
  await page.getByRole("searchbox").fill("nothing was said yet");
  await expect(page.getByRole("searchbox")).toBeFocused();
  expect(await problemsOf(page), "/search").toEqual([]);
  await page.getByRole("button", { name: "Filters" }).click();
  expect(await problemsOf(page), "filters").toEqual([]);
  await page.goto("/ask");
  await expect(page.getByRole("textbox")).toBeFocused();
  expect(await problemsOf(page), "/ask").toEqual([]);
});
