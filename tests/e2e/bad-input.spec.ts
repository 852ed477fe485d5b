import { expect, test } from "@playwright/test";
import { newCast } from "./people";
import { endForAll, enter, newMeeting, signUp } from "./steps";

const come = newCast();

test("a code that is none, and one that nobody made, are answered alike", async ({ page }) => {
  for (const code of ["abcd-efgh-jkmn", "hello", "%3Cscript%3E"]) {
    await page.goto(`/room/${code}`);
    await expect(
      page.getByRole("heading", { name: "There is no meeting with this code" }),
    ).toBeVisible();
  }
});

test("a person without camera and microphone can come in, and names are only ever text", async () => {
  const host = await come("Grace");
  await signUp(host.page, "Grace");
  const link = await newMeeting(host.page, "<script>document.title='broken'</script>");
  await enter(host, link);

  const guest = await come("Guest", { permissions: "denied" });
  await guest.page.goto(link);
  await expect(guest.page.getByText(/This page may not use your/).first()).toBeVisible();
  const name = guest.page.getByLabel("Your name");
  const join = guest.page.getByRole("button", { name: "Join now" });
  await expect(join).toBeEnabled();

  await name.fill("x".repeat(300));
  await join.click();
  await expect(guest.page.getByText("Please use a name of at most 100 characters.")).toBeVisible();
  await name.fill("   ");
  await join.click();
  await expect(guest.page.getByText("Please enter your name.")).toBeVisible();

  const mischief = "<img src=x onerror=alert(1)>";
  let alerted = false;
  for (const { page } of [host, guest])
    page.on("dialog", async (dialog) => {
      alerted = true;
      await dialog.dismiss();
    });
  await name.fill(mischief);
  await join.click();
  await expect(guest.page.getByRole("toolbar", { name: "Meeting controls" })).toBeVisible();
  await expect(host.page.getByText(mischief).first()).toBeVisible();
  expect(alerted).toBe(false);
  expect(await host.page.title()).not.toBe("broken");

  // Whoever comes after the end is told so, and the host's page says that nothing was recorded.
  await endForAll(host);
  const late = await come("Late");
  await late.page.goto(link);
  await expect(late.page.getByRole("heading", { name: "This meeting has ended" })).toBeVisible();
  await host.page.getByRole("link", { name: "Open the meeting’s page" }).click();
  await expect(host.page.getByText(/nothing was recorded/i).first()).toBeVisible({
    timeout: 60_000,
  });
});

test("a wrong password and an unknown address are refused in the same words", async ({ page }) => {
  await page.goto("/sign-in");
  const said: string[] = [];
  for (const email of ["nobody@example.org", "somebody@example.org"]) {
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = page.getByRole("alert").filter({ hasText: /\w/ });
    await expect(alert.first()).toBeVisible();
    said.push((await alert.first().textContent()) ?? "");
  }
  expect(said[0]).toBe(said[1]);
  await expect(page).toHaveURL(/\/sign-in/);
});
