import { expect, type Locator, type Page } from "@playwright/test";
import type { Person } from "./people";

let made = 0;

/** Creates an account through the page and ends on the dashboard. */
export async function signUp(
  page: Page,
  name: string,
): Promise<{ email: string; password: string }> {
  made += 1;
  const email = `${name.toLowerCase().replaceAll(/\W+/g, "-")}.${Date.now()}.${made}@example.org`;
  const password = "correct horse battery";
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  // One address makes a few accounts a minute: whoever is told to wait tries again, as people do.
  await expect(async () => {
    if (page.url().endsWith("/sign-up"))
      await page.getByRole("button", { name: "Create account" }).click({ timeout: 5_000 });
    await expect(page).toHaveURL(/\/meetings$/, { timeout: 15_000 });
  }).toPass({ timeout: 90_000 });
  return { email, password };
}

/** Makes a meeting from the dashboard; answers its link. The dialog stays open. */
export async function newMeeting(page: Page, title: string): Promise<string> {
  await page.getByRole("button", { name: "New meeting" }).first().click();
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Create meeting" }).click();
  const link = page.getByLabel("Link", { exact: true });
  await expect(link).toHaveValue(/\/room\//);
  return link.inputValue();
}

/** Enters a room by its link, with a name for those without an account. */
export async function enter(person: Person, link: string): Promise<void> {
  await person.page.goto(link);
  await join(person);
}

/** Enters the room in front of whose door somebody stands. */
export async function join({ name: ownName, page }: Person): Promise<void> {
  const name = page.getByLabel("Your name");
  await expect(name).toBeVisible();
  const button = page.getByRole("button", { name: "Join now" });
  await expect(button).toBeEnabled();
  await name.fill(ownName);
  await button.click();
  // The question about recording may already stand in front of the room.
  const controls = page.getByRole("toolbar", { name: "Meeting controls", includeHidden: true });
  await expect(controls).toBeVisible();
}

/** Answers the question about recording. */
export async function answer(person: Person, agree: boolean): Promise<void> {
  const dialog = person.page.getByRole("dialog", { name: "May your voice be recorded?" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: agree ? "Agree" : "No thanks" }).click();
  await expect(dialog).toBeHidden();
}

/** Ends the meeting for everybody, as its host. */
export async function endForAll(host: Person): Promise<void> {
  await host.page.getByRole("button", { name: "More", exact: true }).click();
  await host.page.getByRole("menuitem", { name: "End for all" }).click();
  const dialog = host.page.getByRole("alertdialog", { name: "End the meeting for everybody?" });
  await dialog.getByRole("button", { name: "End for all" }).click();
  await expect(host.page.getByRole("heading", { name: "The meeting has ended" })).toBeVisible();
}

/** Somebody's picture on a page, with everything its name tells. */
export const tile = (page: Page, name: string): Locator =>
  page.getByRole("figure", { name: new RegExp(`^${name}\\b`) });

/** Opens the chat or the list of people from the bar. */
export async function openPanel(page: Page, tab: "Chat" | "People"): Promise<void> {
  await page
    .getByRole("toolbar", { name: "Meeting controls" })
    .getByRole("button", { name: new RegExp(`^${tab}`) })
    .click();
  await expect(page.getByRole("complementary", { name: tab })).toBeVisible();
}

/** Sends a message in the open chat. */
export async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message everyone").fill(text);
  await page.keyboard.press("Enter");
}

/** Chooses from the menu "More", by way of its submenus. */
export async function choose(page: Page, ...items: string[]): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  for (const [index, item] of items.entries()) {
    const entry = page.getByRole("menuitem", { name: item });
    if (index < items.length - 1) await entry.press("ArrowRight");
    else await entry.click();
  }
}

/** Does something about somebody, from the open list of people. */
export async function actOn(page: Page, name: string, action: string): Promise<void> {
  await page
    .getByRole("complementary", { name: "People" })
    .getByRole("button", { name: `Actions for ${name}` })
    .click();
  await page.getByRole("menuitem", { name: action }).click();
}

/** Sees and hears: the other's picture moves and their track carries sound that is not silence. */
export async function seesMovingPictureOf(person: Person, other: string): Promise<void> {
  const frames = () =>
    person.page
      .getByRole("figure", { name: new RegExp(`^${other}\\b`) })
      .locator("video")
      .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
  await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(0);
  const before = await frames();
  await expect.poll(frames, { timeout: 15_000 }).toBeGreaterThan(before + 3);
}

/** Watches the loudest remote sound of each person from now on; ask {@link loudestOf} later. */
export async function listen(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    const scope = window as unknown as { loudest?: Record<string, number> };
    scope.loudest = {};
    const context = new AudioContext();
    for (const figure of document.querySelectorAll("figure")) {
      const stream = figure.querySelector("video")?.srcObject;
      const name = (figure.getAttribute("aria-label") ?? "").split(",")[0] ?? "";
      if (!(stream instanceof MediaStream) || name.endsWith("(you)")) continue;
      if (stream.getAudioTracks().length === 0) continue;
      const analyser = context.createAnalyser();
      context.createMediaStreamSource(stream).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
        if (scope.loudest) scope.loudest[name] = Math.max(scope.loudest[name] ?? 0, peak);
      }, 50);
    }
  });
}

/** The loudest sound heard of somebody since {@link listen}, 0..1. */
export const loudestOf = (person: Person, other: string): Promise<number> =>
  person.page.evaluate(
    (name) => (window as unknown as { loudest?: Record<string, number> }).loudest?.[name] ?? 0,
    other,
  );
