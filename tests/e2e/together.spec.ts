import { expect, type Locator, type Page, test } from "@playwright/test";
import { newCast, type Person, rehearse, speakAt } from "./people";
import { type Line, rehearsedLines } from "./script";
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

/** Between handing out the cues and the first word, milliseconds. */
const CUE_MS = 1_500;

// Filming what four browsers show would take the time that they need to show it.
test.use({ trace: { mode: "retain-on-failure", screenshots: false } });

const come = newCast();

async function hostRoom(name: string): Promise<{ host: Person; link: string }> {
  const host = await come(name);
  await signUp(host.page, name);
  const link = await newMeeting(host.page, "Spring release planning");
  await enter(host, link);
  return { host, link };
}

async function joinAs(name: string, link: string): Promise<Person> {
  const guest = await come(name);
  await enter(guest, link);
  return guest;
}

/** Everybody has a moving picture of everybody else. */
const allSeeEachOther = (people: Person[]): Promise<unknown> =>
  Promise.all(
    people.flatMap((person) =>
      people
        .filter((other) => other !== person)
        .map((other) => seesMovingPictureOf(person, other.name)),
    ),
  );

const onEveryPage = (people: Person[], check: (page: Page) => Promise<void>): Promise<unknown> =>
  Promise.all(people.map(({ page }) => check(page)));

const stage = (page: Page): Locator => page.getByRole("region", { name: "People in the meeting" });
const whatHappens = (page: Page): Locator => page.getByRole("log", { name: "What happens" });

/** Has people speak, each right after the one before. */
async function talk(...turns: [Person, Line][]): Promise<void> {
  await Promise.all(turns.map(([person, line]) => rehearse(person, line.text, line.wav)));
  let atMs = Date.now() + CUE_MS;
  const cues = turns.map(([person, line]) => {
    const cue = { person, id: line.text, atMs };
    atMs += line.durationMs;
    return cue;
  });
  await Promise.all(cues.map(({ person, id, atMs: at }) => speakAt(person, [{ id, atMs: at }])));
}

/** Chooses from the menu about the layout. */
async function layOut(page: Page, role: "menuitemradio" | "menuitem", item: string): Promise<void> {
  await page.getByRole("button", { name: "Layout" }).click();
  await page.getByRole(role, { name: item }).click();
}

/** Names of the shown pictures, the largest first, each with its share of the first one's size. */
async function sizes(page: Page): Promise<{ name: string; share: number }[]> {
  const shown = await stage(page)
    .getByRole("figure")
    .evaluateAll((figures) =>
      figures.map((figure) => ({
        name: /^\w+/.exec(figure.getAttribute("aria-label") ?? "")?.[0] ?? "",
        area: figure.clientWidth * figure.clientHeight,
      })),
    );
  shown.sort((a, b) => b.area - a.area);
  const largest = shown[0]?.area ?? 1;
  return shown.map(({ name, area }) => ({ name, share: area / largest }));
}

/** Everybody is shown equally large, this many of them. */
const areEqual = (page: Page, people: number): Promise<void> =>
  expect
    .poll(async () => (await sizes(page)).filter(({ share }) => share === 1).length)
    .toBe(people);

/** One is large, and the others are all in sight in a strip. */
async function isLarge(page: Page, name: string, others = 3): Promise<void> {
  const seen = async () => {
    const [first, ...strip] = await sizes(page);
    const small = strip.filter(({ share }) => share > 0.01 && share < 0.3);
    return { large: first?.name, inStrip: small.length };
  };
  await expect.poll(seen).toEqual({ large: name, inStrip: others });
  for (const figure of await stage(page).getByRole("figure").all())
    await expect(figure).toBeInViewport({ ratio: 1 });
}

async function pinAndUnpin(page: Page): Promise<void> {
  await tile(page, "Alan").getByRole("button", { name: "Pin Alan" }).press("Enter");
  await expect(tile(page, "Alan")).toHaveAccessibleName(/pinned/);
  await isLarge(page, "Alan");
  await tile(page, "Maya").dblclick();
  await isLarge(page, "Maya");
  await tile(page, "Maya").hover();
  await tile(page, "Maya").getByRole("button", { name: "Actions for Maya" }).click();
  await page.getByRole("menuitem", { name: "Unpin" }).click();
  await expect(tile(page, "Maya")).not.toHaveAccessibleName(/pinned/);
  await areEqual(page, 4);
}

async function hideAndShowOneself(page: Page): Promise<void> {
  await layOut(page, "menuitem", "Hide my own picture");
  await expect(tile(page, "Robin")).toHaveCount(0);
  await areEqual(page, 3);
  await layOut(page, "menuitem", "Show my own picture");
  await areEqual(page, 4);
}

async function fillTheScreen(page: Page): Promise<void> {
  const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
  await page.getByRole("button", { name: "Full screen" }).click();
  await expect.poll(isFull).toBe(true);
  await page.getByRole("button", { name: "Leave full screen" }).click();
  await expect.poll(isFull).toBe(false);
}

/** A small window beside other programs, by whichever of the two ways the browser has. */
async function keepInSmallWindow(page: Page): Promise<void> {
  const isOut = () =>
    page.evaluate(() => {
      const { documentPictureInPicture: documents } = window as Window & {
        documentPictureInPicture?: { window: Window | null };
      };
      return (documents?.window ?? document.pictureInPictureElement) !== null;
    });
  await choose(page, "Picture in picture");
  await expect.poll(isOut).toBe(true);
  await choose(page, "Close picture in picture");
  await expect.poll(isOut).toBe(false);
}

/** Everybody's page marks them, and a page that shows whoever speaks shows them large. */
async function isHeardSpeaking(everybody: Person[], watcher: Person, name: string): Promise<void> {
  await onEveryPage(everybody, (page) =>
    expect(tile(page, name)).toHaveAccessibleName(/, speaking/),
  );
  await isLarge(watcher.page, name);
}

async function speakWhileMuted(person: Person, others: Person[], line: Line): Promise<void> {
  const { page, name } = person;
  await page.getByRole("button", { name: "Mute", exact: true }).click();
  await onEveryPage(others, (other) => expect(tile(other, name)).toHaveAccessibleName(/, muted/));
  await talk([person, line]);
  const hint = page.getByText("You are muted", { exact: true });
  await expect(hint).toBeVisible();
  await expect(whatHappens(page)).toContainText("You are muted. Press M to unmute.");
  for (const other of others)
    await expect(tile(other.page, name)).not.toHaveAccessibleName(/speaking/);
  await hint.locator("..").getByRole("button", { name: "Unmute" }).click();
  await expect(hint).toBeHidden();
  await onEveryPage(others, (other) =>
    expect(tile(other, name)).not.toHaveAccessibleName(/, muted/),
  );
}

test("four people see each other, hear who speaks, and lay the room out as each likes", async () => {
  const [, , mayas, , sarahs, alans] = await rehearsedLines();
  if (!mayas || !sarahs || !alans) throw new Error("the script is too short");
  const { host: robin, link } = await hostRoom("Robin");
  const [sarah, alan, maya] = await Promise.all([
    joinAs("Sarah", link),
    joinAs("Alan", link),
    joinAs("Maya", link),
  ]);
  const everybody = [robin, sarah, alan, maya];

  await test.step("everybody sees everybody move", () => allSeeEachOther(everybody));
  await test.step("all are equally large, unless somebody is pinned", async () => {
    await areEqual(robin.page, 4);
    await pinAndUnpin(robin.page);
  });
  await test.step("one's own picture can be hidden, from nobody but oneself", async () => {
    await hideAndShowOneself(robin.page);
    await seesMovingPictureOf(sarah, "Robin");
  });
  await test.step("whoever speaks is marked, and large for those who want it", async () => {
    await layOut(robin.page, "menuitemradio", "Whoever speaks large");
    await talk([sarah, sarahs], [alan, alans]);
    await isHeardSpeaking(everybody, robin, "Sarah");
    await isHeardSpeaking(everybody, robin, "Alan");
    await areEqual(maya.page, 4);
    await layOut(robin.page, "menuitemradio", "All equally large");
    await areEqual(robin.page, 4);
  });
  await test.step("who speaks while muted is told so, and not heard", () =>
    speakWhileMuted(maya, [robin, sarah, alan], mayas));
  await test.step("the room fills the screen, and leaves it", () => fillTheScreen(maya.page));
  await test.step("the room stays in sight in a small window", () => keepInSmallWindow(alan.page));
});

/** Everybody's page shows these hands, in this order. */
const handsAre = (people: Person[], names: string[]): Promise<unknown> =>
  onEveryPage(people, async (page) => {
    const raised = stage(page).getByRole("figure", { name: /hand raised/ });
    await expect(raised).toHaveCount(names.length);
    for (const [index, name] of names.entries())
      await expect(tile(page, name)).toHaveAccessibleName(
        new RegExp(`hand raised, number ${index + 1}\\b`),
      );
  });

async function raiseAndLowerHands([robin, sarah, alan]: [Person, Person, Person]) {
  const all = [robin, sarah, alan];
  for (const person of [alan, robin, sarah]) {
    await person.page.getByRole("button", { name: "Raise hand" }).click();
    await expect(tile(person.page, person.name)).toHaveAccessibleName(/hand raised/);
  }
  await handsAre(all, ["Alan", "Robin", "Sarah"]);
  await expect(whatHappens(robin.page)).toContainText("Alan raised a hand");
  await openPanel(robin.page, "People");
  const listed = robin.page.getByRole("region", { name: "In the meeting" }).getByRole("listitem");
  await expect(listed).toContainText(["Alan", "Robin", "Sarah"]);

  await alan.page.getByRole("button", { name: "Lower hand" }).click();
  await handsAre(all, ["Robin", "Sarah"]);
  await actOn(robin.page, "Sarah", "Lower hand");
  await expect(sarah.page.getByText("Robin lowered your hand")).toBeVisible();
  await handsAre(all, ["Robin"]);
  await choose(robin.page, "Lower all hands");
  await handsAre(all, []);
}

async function react(from: Person, others: Person[]): Promise<void> {
  await from.page.getByRole("button", { name: "React", exact: true }).click();
  await from.page.getByRole("button", { name: "React with a party popper" }).click();
  const shown = (page: Page) => stage(page).getByText("🎉");
  await onEveryPage([from, ...others], (page) => expect(shown(page)).toBeVisible());
  await onEveryPage(others, (page) =>
    expect(whatHappens(page)).toContainText(`${from.name} reacted with a party popper`),
  );
  await expect(whatHappens(from.page)).toContainText("You reacted with a party popper");
  await onEveryPage([from, ...others], (page) => expect(shown(page)).toHaveCount(0));
}

const messages = (page: Page): Locator => page.getByRole("log", { name: "Messages" });
const message = (page: Page, text: string): Locator =>
  messages(page).getByRole("article").filter({ hasText: text });

/** Chooses from a message's own menu. */
async function actOnMessage(page: Page, text: string, action: string): Promise<void> {
  await message(page, text).hover();
  await message(page, text).getByRole("button", { name: "Message actions" }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

async function countUnread([robin, ...readers]: [Person, Person, Person]): Promise<void> {
  await openPanel(robin.page, "Chat");
  await write(robin.page, "Shall we begin?");
  await write(robin.page, "The agenda is on the wall");
  for (const { page } of readers) {
    await expect(page.getByRole("button", { name: "Chat, 2 unread" })).toBeVisible();
    await openPanel(page, "Chat");
    await expect(page.getByRole("button", { name: "Chat", exact: true })).toBeVisible();
  }
  await expect(robin.page.getByText("Seen by all")).toBeVisible();
}

async function answerWithEmoji([robin, ...readers]: [Person, Person, Person]): Promise<void> {
  for (const { page } of readers) await actOnMessage(page, "Shall we begin?", "React with 👍");
  await onEveryPage([robin, ...readers], (page) =>
    expect(message(page, "Shall we begin?").getByRole("button", { name: /^👍 from/ })).toHaveText(
      "👍 2",
    ),
  );
}

async function deleteOwnMessage(people: [Person, Person, Person]): Promise<void> {
  const [{ page: own }] = people;
  await actOnMessage(own, "The agenda is on the wall", "Delete");
  await own
    .getByRole("alertdialog", { name: "Delete this message?" })
    .getByRole("button", { name: "Delete" })
    .click();
  await onEveryPage(people, async (page) => {
    await expect(message(page, "Message deleted")).toHaveCount(1);
    await expect(message(page, "The agenda is on the wall")).toHaveCount(0);
  });
}

async function writeAtLength([, sarah, alan]: [Person, Person, Person]): Promise<void> {
  const longest = "long ".repeat(400).replace(/ $/, "!");
  const field = sarah.page.getByLabel("Message everyone");
  await write(sarah.page, `${longest}!`);
  await expect(sarah.page.getByText("1 character too many")).toBeVisible();
  await expect(sarah.page.getByRole("button", { name: "Send" })).toBeDisabled();
  await expect(field).toHaveValue(`${longest}!`);
  await write(sarah.page, longest);
  await expect(field).toHaveValue("");
  await expect(messages(alan.page).getByText(longest, { exact: true })).toBeVisible();
  await expect(messages(alan.page).getByText(`${longest}!`, { exact: true })).toHaveCount(0);
}

/** One's network is slow: the others' pages say so, and what was measured; one's own gives advice. */
async function slowDown(slow: Person, others: [Person, Person]): Promise<void> {
  await choose(slow.page, "Simulate a fault", "Slow network for 30 s");
  await onEveryPage(others, (page) =>
    expect(tile(page, slow.name)).toHaveAccessibleName(/weak connection/),
  );
  // The first is the banner; the words are also read out once.
  await expect(slow.page.getByText("Your connection is weak.").first()).toBeVisible();
  const [{ page }] = others;
  await page.getByRole("button", { name: `${slow.name}: weak connection` }).click();
  const measured = page.getByRole("dialog", { name: `Connection with ${slow.name}` });
  await expect(measured).toContainText("Round trip");
  await page.keyboard.press("Escape");
}

/** The stream somebody's picture shows; another one when the link to them was built anew. */
const streamOf = (page: Page, name: string) =>
  tile(page, name)
    .locator("video")
    .evaluateHandle((video: HTMLVideoElement) => video.srcObject);

test("three people raise hands, react and write, while one's network is slow and another's media breaks", async () => {
  const { host: robin, link } = await hostRoom("Robin");
  const [sarah, alan] = await Promise.all([joinAs("Sarah", link), joinAs("Alan", link)]);
  const everybody: [Person, Person, Person] = [robin, sarah, alan];
  await allSeeEachOther(everybody);
  const toSarah = await streamOf(robin.page, "Sarah");

  await test.step("a slow network is seen by the others", () => slowDown(sarah, [robin, alan]));
  await test.step("lost media touches nobody else", async () => {
    await choose(alan.page, "Simulate a fault", "Lose media for 25 s");
    for (const { page } of [robin, sarah])
      await expect(tile(page, "Alan")).toHaveAccessibleName(/Reconnecting/);
    await seesMovingPictureOf(robin, "Sarah");
    await seesMovingPictureOf(sarah, "Robin");
  });

  await test.step("hands stand in the order they were raised", () => raiseAndLowerHands(everybody));
  await test.step("a reaction is shown, told, and gone", () => react(sarah, [robin, alan]));
  await test.step("unread messages are counted until they are seen", () => countUnread(everybody));
  await test.step("two answer with the same emoji", () => answerWithEmoji(everybody));
  await test.step("a deleted message leaves a mark", () => deleteOwnMessage(everybody));
  await test.step("2,000 characters pass, and not one more", () => writeAtLength(everybody));

  await test.step("the network is good again, and the picture comes back by itself", async () => {
    for (const { page } of [robin, alan])
      await expect(tile(page, "Sarah")).not.toHaveAccessibleName(/weak connection/, {
        timeout: 45_000,
      });
    await expect(sarah.page.getByText("Your connection is weak.")).toHaveCount(0);
    for (const { page } of [robin, sarah])
      await expect(tile(page, "Alan")).not.toHaveAccessibleName(/onnecting/, { timeout: 45_000 });
    await allSeeEachOther(everybody);
    const isSame = await tile(robin.page, "Sarah")
      .locator("video")
      .evaluate((video: HTMLVideoElement, before) => video.srcObject === before, toSarah);
    expect(isSame, "the link between the others lived on").toBe(true);
  });
});
