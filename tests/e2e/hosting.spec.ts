import { expect, type Locator, type Page, test } from "@playwright/test";
import { newCrowd } from "./extras";
import { newCast, type Person } from "./people";
import { actOn, choose, enter, newMeeting, openPanel, signUp, tile, write } from "./steps";

const cast = newCast();
/** Who keeps order needs no pictures, and browsers without cameras are quick. */
const come = (name: string): Promise<Person> => cast(name, { permissions: "denied" });
const fillRoom = newCrowd();

/** A host with a room of their own, inside of it. */
async function hostRoom(name: string): Promise<{ host: Person; link: string; key: string }> {
  const host = await come(name);
  await signUp(host.page, name);
  const link = await newMeeting(host.page, "Spring release planning");
  const key = await host.page.getByLabel("Host key", { exact: true }).inputValue();
  await enter(host, link);
  return { host, link, key };
}

async function member(name: string): Promise<Person> {
  const person = await come(name);
  await signUp(person.page, name);
  return person;
}

/** Somebody's line in the open list of people; it shows their role. */
const row = (page: Page, name: string): Locator =>
  page.getByRole("region", { name: "In the meeting" }).getByRole("listitem").filter({
    hasText: name,
  });

/** Ending the meeting is what hosts alone may do. */
async function mayEnd(person: Person, may: boolean): Promise<void> {
  await person.page.getByRole("button", { name: "More", exact: true }).click();
  await expect(person.page.getByRole("menuitem", { name: "Device settings" })).toBeVisible();
  await expect(person.page.getByRole("menuitem", { name: "End for all" })).toHaveCount(+may);
  await person.page.keyboard.press("Escape");
}

/** A host leaves, and is told before who takes over. */
async function leaveTo(host: Person, heir: string | null): Promise<void> {
  await host.page.getByRole("button", { name: "Leave", exact: true }).click();
  const dialog = host.page.getByRole("dialog", { name: "Leave the meeting?" });
  const leave = heir ? `Leave (${heir} becomes host)` : "Leave";
  await dialog.getByRole("button", { name: leave, exact: true }).click();
  await expect(host.page.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
}

/** From the page before the room, by the words of its button. */
async function ask(page: Page, button: "Join now" | "Ask to join", name?: string): Promise<void> {
  const join = page.getByRole("button", { name: button });
  await expect(join).toBeEnabled();
  if (name) await page.getByLabel("Your name").fill(name);
  await join.click();
}

async function comeBack(person: Person): Promise<void> {
  await person.page.getByRole("button", { name: "Join again" }).click();
  await ask(person.page, "Join now");
  await expect(person.page.getByRole("toolbar", { name: "Meeting controls" })).toBeVisible();
}

test("the host’s role is handed over, goes to the co-host, else to who is there the longest", async () => {
  const { host: robin, link } = await hostRoom("Robin");
  const [sarah, lena] = await Promise.all([member("Sarah"), member("Lena")]);
  await enter(sarah, link);
  await enter(lena, link);
  for (const { page } of [robin, sarah, lena]) await openPanel(page, "People");

  await actOn(robin.page, "Sarah", "Make host instead of you");
  const question = robin.page.getByRole("alertdialog", { name: "Make Sarah the host?" });
  await question.getByRole("button", { name: "Hand over" }).click();
  for (const { page } of [robin, sarah, lena]) {
    await expect(row(page, "Sarah")).toContainText("Host");
    await expect(row(page, "Robin")).toContainText("Co-host");
  }
  await mayEnd(sarah, true);
  await mayEnd(robin, false);

  // Nothing is left to the old host once the new one takes the rest as well.
  await actOn(sarah.page, "Robin", "Remove as co-host");
  await expect(robin.page.getByRole("button", { name: "Record", exact: true })).toHaveCount(0);
  await expect(robin.page.getByLabel("Lock the meeting")).toHaveCount(0);

  // The co-host comes before whoever is there longer.
  await actOn(sarah.page, "Lena", "Make co-host");
  await expect(row(sarah.page, "Lena")).toContainText("Co-host");
  await leaveTo(sarah, "Lena");
  await expect(row(robin.page, "Lena")).toContainText("Host");
  await mayEnd(lena, true);

  // The host who returns finds the room as they left it.
  await comeBack(sarah);
  await openPanel(sarah.page, "People");
  await expect(row(lena.page, "Lena")).toContainText("Co-host");
  await expect(row(lena.page, "Sarah")).toContainText("Host");

  await actOn(sarah.page, "Lena", "Remove as co-host");
  await expect(row(sarah.page, "Lena")).not.toContainText("Co-host");
  await leaveTo(sarah, "Robin");
  await expect(row(lena.page, "Robin")).toContainText("Host");
  await mayEnd(robin, true);
  await mayEnd(lena, false);
});

test("guests alone wait for a host, who may come from any device with the host key", async () => {
  const { host, link, key } = await hostRoom("Robin");
  const guest = await cast("Sarah");
  await enter(guest, link);
  const waits = guest.page.getByText(
    /The host has left\. The meeting ends in \d\d:\d\d unless a host comes back\./,
  );
  const secondsLeft = async (): Promise<number> => {
    const [, minutes, seconds] = (await waits.textContent())?.match(/(\d\d):(\d\d)/) ?? [];
    return Number(minutes) * 60 + Number(seconds);
  };
  await leaveTo(host, null);
  await expect(waits).toBeVisible();
  const first = await secondsLeft();
  expect(first).toBeGreaterThan(100);
  await expect.poll(secondsLeft).toBeLessThan(first);
  await comeBack(host);
  await expect(waits).toHaveCount(0);

  await leaveTo(host, null);
  await expect(waits).toBeVisible();
  const phone = await come("Phone");
  await phone.page.goto(link);
  await phone.page.getByRole("button", { name: "I have the host key" }).click();
  const field = phone.page.getByLabel("Host key");
  await field.fill(`${key}x`);
  await ask(phone.page, "Join now", "Phone");
  await expect(phone.page.getByText("That is not this meeting’s host key.")).toBeVisible();
  await field.fill(key);
  await ask(phone.page, "Join now");
  await expect(waits).toHaveCount(0);
  await mayEnd(phone, true);

  await guest.page.getByRole("button", { name: "Present", exact: true }).click();
  await expect(phone.page.getByRole("figure", { name: "Screen of Sarah" })).toBeVisible();
  await openPanel(phone.page, "People");
  await actOn(phone.page, "Sarah", "Stop their presentation");
  await expect(guest.page.getByText("Phone stopped your presentation")).toBeVisible();
  await expect(guest.page.getByText("You are presenting")).toHaveCount(0);
  await expect(phone.page.getByRole("figure", { name: "Screen of Sarah" })).toHaveCount(0);
});

test("a locked meeting keeps newcomers out, and nobody who is in", async () => {
  const { host, link } = await hostRoom("Robin");
  const guest = await come("Sarah");
  await enter(guest, link);
  await choose(host.page, "Lock the meeting");
  await expect(guest.page.getByText("Locked", { exact: true })).toBeVisible();

  const newcomer = await come("Alan");
  await newcomer.page.goto(link);
  await expect(newcomer.page.getByText("The host has locked this meeting.")).toBeVisible();
  await ask(newcomer.page, "Join now", "Alan");
  const locked = newcomer.page.getByRole("heading", { name: "The meeting is locked" });
  await expect(locked).toBeVisible();

  await choose(guest.page, "Simulate a fault", "Lose the server for 5 s");
  await expect(guest.page.getByText("The connection is down")).toBeVisible();
  await expect(guest.page.getByText("The connection is down")).toBeHidden();
  await expect(tile(host.page, "Sarah")).toHaveCount(1);
  await expect(tile(host.page, "Sarah")).not.toHaveAccessibleName(/Coming back/);

  await choose(host.page, "Unlock the meeting");
  await newcomer.page.getByRole("button", { name: "Try again" }).click();
  await ask(newcomer.page, "Join now");
  await expect(tile(host.page, "Alan")).toBeVisible();
});

test("a full room says so, and takes the next one in once somebody has left", async ({ page }) => {
  await signUp(page, "Robin");
  const link = await newMeeting(page, "Spring release planning");
  const [extra] = await fillRoom(link);
  const newcomer = await come("Sarah");
  await newcomer.page.goto(link);
  await ask(newcomer.page, "Join now", "Sarah");
  await expect(newcomer.page.getByRole("heading", { name: "The room is full" })).toBeVisible();
  await expect(newcomer.page.getByText(`at most ${extra?.capacity} people`)).toBeVisible();

  await extra?.leave();
  await newcomer.page.getByRole("button", { name: "Try again" }).click();
  await ask(newcomer.page, "Join now");
  await expect(tile(newcomer.page, "Sarah")).toBeVisible();
});

test("who waits learns nothing of the room, is sent away in clear words, or let in with all", async () => {
  const { host, link } = await hostRoom("Robin");
  await openPanel(host.page, "People");
  await host.page.getByText("Guests only").click();
  await openPanel(host.page, "Chat");
  await write(host.page, "The launch is on Friday");

  const heard = new Map<Person, string[]>();
  const [sarah, alan] = await Promise.all([come("Sarah"), come("Alan")]);
  for (const guest of [sarah, alan]) {
    const frames: string[] = [];
    heard.set(guest, frames);
    guest.page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => frames.push(payload.toString())),
    );
    await guest.page.goto(link);
    await ask(guest.page, "Ask to join", guest.name);
    await expect(guest.page.getByText("Asking to be let in…")).toBeVisible();
  }
  await write(host.page, "They cannot read this");
  await expect(host.page.getByRole("log", { name: "Messages" })).toContainText("cannot read");

  await host.page.getByRole("button", { name: "Deny Alan" }).click();
  const refused = alan.page.getByRole("heading", { name: "You were not let in" });
  await expect(refused).toBeVisible();
  await alan.page.getByRole("button", { name: "Ask again" }).click();
  await ask(alan.page, "Ask to join");
  await expect(refused).toBeVisible();
  await expect(alan.page.getByRole("button", { name: /^Ask again in \d+ s$/ })).toBeDisabled();

  // Without the cookie of the seat that was denied, Alan is a newcomer again.
  await alan.context.clearCookies();
  await alan.page.goto(link);
  await ask(alan.page, "Ask to join", "Alan");
  await expect(alan.page.getByText("Asking to be let in…")).toBeVisible();
  for (const frames of heard.values()) {
    expect(frames.join("\n")).toContain('"waiting"');
    expect(frames.join("\n")).not.toMatch(/Robin|Friday|cannot read/);
  }

  await host.page.getByRole("button", { name: "Admit all" }).click();
  for (const guest of [sarah, alan]) {
    await expect(tile(guest.page, "Robin")).toBeVisible();
    await expect(tile(host.page, guest.name)).toBeVisible();
    // Once they are in, the same ear hears it: it was open all the time.
    expect(heard.get(guest)?.join("\n")).toContain("Robin");
  }
});
