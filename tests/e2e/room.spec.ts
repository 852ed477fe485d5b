import { expect, test } from "@playwright/test";
import { newCast, type Person } from "./people";
import {
  actOn,
  choose,
  enter,
  newMeeting,
  openPanel,
  seesMovingPictureOf,
  signUp,
  tile,
  write,
} from "./steps";

const come = newCast();

/** A host with a room of their own, inside of it. */
async function hostRoom(name: string): Promise<{ host: Person; link: string }> {
  const host = await come(name);
  await signUp(host.page, name);
  const link = await newMeeting(host.page, "Spring release planning");
  await enter(host, link);
  return { host, link };
}

test("people write to each other, correct themselves, and lose nothing while the server is away", async () => {
  const { host, link } = await hostRoom("Robin");
  const guest = await come("Sarah");
  await enter(guest, link);
  await openPanel(host.page, "Chat");
  await write(host.page, "The list is at https://example.org/list, <b>read it</b>");

  await expect(guest.page.getByRole("button", { name: "Chat, 1 unread" })).toBeVisible();
  await openPanel(guest.page, "Chat");
  const log = guest.page.getByRole("log", { name: "Messages" });
  await expect(log).toContainText("<b>read it</b>");
  const address = log.getByRole("link", { name: "https://example.org/list" });
  await expect(address).toHaveAttribute("rel", /noopener/);
  await expect(host.page.getByText("Seen by all")).toBeVisible();

  await host.page.keyboard.press("ArrowUp");
  await host.page.getByLabel("Change your message").fill("The list is on the wall");
  await host.page.keyboard.press("Enter");
  await expect(log).toContainText("The list is on the wall");
  await expect(log).toContainText("edited");
  await expect(log).not.toContainText("read it");

  // Away for five seconds: what is written meanwhile arrives once, in both directions.
  await choose(guest.page, "Simulate a fault", "Lose the server for 5 s");
  await expect(guest.page.getByText("The connection is down")).toBeVisible();
  await write(guest.page, "Written while away");
  await write(host.page, "Said while you were away");
  await expect(guest.page.getByText("Sending…")).toBeVisible();
  await expect(log).toContainText("Said while you were away");
  const hostLog = host.page.getByRole("log", { name: "Messages" });
  await expect(hostLog.getByText("Written while away")).toHaveCount(1);
  await expect(log.getByText("Written while away")).toHaveCount(1);
  await expect(tile(host.page, "Sarah")).toHaveCount(1);
  await expect(tile(guest.page, "Sarah")).toHaveCount(1);
});

test("a host lets people in, keeps order, hands over, and nobody else can", async () => {
  const { host, link } = await hostRoom("Robin");
  await openPanel(host.page, "People");
  await host.page.getByText("Guests only").click();

  const guest = await come("Sarah");
  await guest.page.goto(link);
  await expect(guest.page.getByText("You see who is here once you are in")).toBeVisible();
  await guest.page.getByLabel("Your name").fill("Sarah");
  await guest.page.getByRole("button", { name: "Ask to join" }).click();
  await expect(guest.page.getByText("Asking to be let in…")).toBeVisible();
  await expect(guest.page.getByText("Robin")).toHaveCount(0);
  await host.page.getByRole("button", { name: "Admit Sarah" }).click();
  await seesMovingPictureOf(host, "Sarah");

  await expect(guest.page.getByRole("button", { name: "Record", exact: true })).toHaveCount(0);
  await guest.page.getByRole("button", { name: "Raise hand" }).click();
  await expect(tile(host.page, "Sarah")).toHaveAccessibleName(/hand raised, number 1/);
  await actOn(host.page, "Sarah", "Lower hand");
  await expect(tile(host.page, "Sarah")).not.toHaveAccessibleName(/hand raised/);

  await actOn(host.page, "Sarah", "Mute");
  await expect(tile(host.page, "Sarah")).toHaveAccessibleName(/muted/);
  await expect(guest.page.getByText(/muted you/)).toBeVisible();
  await guest.page.getByRole("button", { name: "Unmute", exact: true }).click();
  await expect(tile(host.page, "Sarah")).not.toHaveAccessibleName(/muted/);

  await actOn(host.page, "Sarah", "Make co-host");
  await expect(guest.page.getByRole("button", { name: "Record", exact: true })).toBeVisible();
  await actOn(host.page, "Sarah", "Remove from the meeting");
  await host.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(
    guest.page.getByRole("heading", { name: "You were removed from the meeting" }),
  ).toBeVisible();
  await guest.page.goto(link);
  await expect(guest.page.getByText("You see who is here once you are in")).toBeVisible();
  await guest.page.getByLabel("Your name").fill("Sarah");
  await guest.page.getByRole("button", { name: /join/i }).click();
  await expect(guest.page.getByText("A host removed you from this meeting.")).toBeVisible();
  await expect(tile(host.page, "Sarah")).toHaveCount(0);
});

test("a screen is shared beside the camera, and a second presenter asks first", async () => {
  const { host, link } = await hostRoom("Robin");
  const guest = await come("Sarah");
  await enter(guest, link);
  await seesMovingPictureOf(host, "Sarah");

  await host.page.getByRole("button", { name: "Present", exact: true }).click();
  await expect(host.page.getByText("You are presenting")).toBeVisible();
  const screen = guest.page.getByRole("figure", { name: "Screen of Robin" });
  await expect(screen).toBeVisible();
  const frames = () =>
    screen.locator("video").evaluate((video: HTMLVideoElement) => video.videoWidth);
  await expect.poll(frames, { timeout: 20_000 }).toBeGreaterThan(0);
  await seesMovingPictureOf(guest, "Robin");

  await guest.page.getByRole("button", { name: "Present", exact: true }).click();
  const question = guest.page.getByRole("alertdialog");
  await expect(question).toContainText("Robin is presenting");
  await question.getByRole("button", { name: "Take over" }).click();
  await expect(host.page.getByRole("figure", { name: "Screen of Sarah" })).toBeVisible();
  await expect(host.page.getByText("You are presenting")).toHaveCount(0);
  await guest.page.getByRole("button", { name: "Stop presenting" }).click();
  await expect(host.page.getByRole("figure", { name: "Screen of Sarah" })).toHaveCount(0);
});

test("a web copy dies in the middle of a meeting, and nobody loses their seat or a picture", async () => {
  const { host, link } = await hostRoom("Robin");
  const guest = await come("Sarah");
  await enter(guest, link);
  await seesMovingPictureOf(host, "Sarah");
  await seesMovingPictureOf(guest, "Robin");

  await choose(host.page, "Simulate a fault", "Kill this web copy");
  await expect(host.page.getByText("The connection is down")).toBeVisible();
  await expect(host.page.getByText("The connection is down")).toBeHidden();
  for (const [who, whom] of [
    [host, "Sarah"],
    [guest, "Robin"],
  ] as const) {
    await expect(tile(who.page, whom)).toHaveCount(1);
    await seesMovingPictureOf(who, whom);
  }
  await openPanel(guest.page, "Chat");
  await write(guest.page, "Still here?");
  await openPanel(host.page, "Chat");
  await expect(host.page.getByRole("log", { name: "Messages" })).toContainText("Still here?");
});

test("the keyboard does it all: mute, talk while held, hand, panels, shortcuts", async () => {
  const { host } = await hostRoom("Robin");
  const { page } = host;
  const own = tile(page, "Robin");
  await page.locator("body").press("m");
  await expect(own).toHaveAccessibleName(/muted/);
  await page.keyboard.down("Space");
  await expect(own).not.toHaveAccessibleName(/muted/);
  await page.keyboard.up("Space");
  await expect(own).toHaveAccessibleName(/muted/);
  await page.keyboard.press("h");
  await expect(own).toHaveAccessibleName(/hand raised/);
  await page.keyboard.press("c");
  await expect(page.getByRole("complementary", { name: "Chat" })).toBeVisible();
  // In the field, letters are letters.
  await page.getByLabel("Message everyone").press("m");
  await expect(page.getByLabel("Message everyone")).toHaveValue("m");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary", { name: "Chat" })).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: /shortcuts/i })).toContainText("Raise");
});
