import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, type Locator, type Page, test, type WebSocket } from "@playwright/test";
import { Redis } from "ioredis";
import { launchScripts } from "@/cli/launch-scripts";
import { lookAstonished } from "./face";
import { newCast, type Person } from "./people";
import { enter, newMeeting, openPanel, signUp } from "./steps";

const come = newCast();
const PARLEY = path.resolve(import.meta.dirname, "../../scripts/parley.mjs");
const QUESTION = "May your emotion be read?";

/** Makes an admin of an account, as whoever runs the instance does. */
const promote = (email: string) =>
  promisify(execFile)(process.execPath, [PARLEY, "user", "promote", email]);

/** Frames and sounds that lie in Redis unread, of anybody on the instance. */
async function heldByServer(): Promise<string[]> {
  const { ensureServices } = await launchScripts();
  const { env } = await ensureServices({ quiet: true, migrate: false });
  const redis = new Redis(env.REDIS_URL);
  try {
    return await redis.keys("parley:emotion:slot:*");
  } finally {
    redis.disconnect();
  }
}

/** What a browser sends of live emotion from now on: its connections, and pictures or sound. */
function watchSockets(page: Page) {
  const connections = new Set<WebSocket>();
  const seen = { binary: 0, open: () => [...connections].filter((one) => !one.isClosed()).length };
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (typeof payload !== "string") seen.binary += 1;
      else if (payload.startsWith("40/emotion")) connections.add(socket);
    });
  });
  return { seen, connections };
}

const question = ({ page }: Person): Locator => page.getByRole("dialog", { name: QUESTION });

async function refuse(person: Person): Promise<void> {
  await question(person).getByRole("button", { name: "No thanks" }).click();
  await expect(question(person)).toBeHidden();
}

/** On the admin's page: offers emotion on the instance, or no longer. */
async function offer(page: Page, isOffered: boolean): Promise<void> {
  await page.goto("/admin");
  await page.getByRole("tab", { name: "Emotion" }).click();
  const choice = page.getByRole("switch", { name: "Hosts may switch emotion on" });
  if ((await choice.isChecked()) !== isOffered) await choice.click();
  await page.getByLabel("What it is for").fill(`To see how a talk comes across (${Date.now()})`);
  await page.getByRole("button", { name: "Save" }).click();
  const saved = isOffered ? "Hosts may switch emotion on." : "Emotion is not offered on this";
  await expect(page.getByText(`Saved. ${saved}`)).toBeVisible();
}

/** Robin, an admin, in a room of theirs, with its link. */
async function offeringHost(): Promise<{ robin: Person; link: string }> {
  const robin = await come("Robin", { permissions: "denied" });
  const { email } = await signUp(robin.page, "Robin");
  await promote(email);
  await offer(robin.page, true);
  await robin.page.goto("/meetings");
  const link = await newMeeting(robin.page, "Rehearsal of a talk");
  await enter(robin, link);
  return { robin, link };
}

async function switchOn({ page }: Person): Promise<void> {
  await openPanel(page, "People");
  await page.getByRole("radio", { name: /^Shown to hosts/ }).click();
  const dialog = page.getByRole("alertdialog", { name: "Switch emotion on?" });
  await dialog.getByRole("button", { name: "Switch on and ask" }).click();
  await expect(dialog).toBeHidden();
}

test("emotion is read of those who agree, for those who may see it, until a click ends it", async () => {
  const { robin, link } = await offeringHost();
  const sarah = await come("Sarah");
  const ofSarah = watchSockets(sarah.page);
  await enter(sarah, link);
  await switchOn(robin);
  await refuse(robin);
  await refuse(sarah);

  // Whoever comes later is asked as well, and nothing is sent before the answer.
  const lena = await come("Lena");
  await lookAstonished(lena);
  const ofLena = watchSockets(lena.page);
  await enter(lena, link);
  const asked = question(lena);
  await expect(asked).toContainText("To see how a talk comes across");
  await expect(asked).toContainText("so do the hosts and co-hosts of this meeting");
  const agree = asked.getByRole("button", { name: "Agree to what is switched on" });
  await expect(agree).toBeDisabled();
  await asked.getByRole("switch", { name: "My face" }).click();
  for (const { seen, connections } of [ofSarah, ofLena]) {
    expect(seen.binary).toBe(0);
    expect(connections.size).toBe(0);
  }
  expect(await heldByServer()).toEqual([]);
  await agree.click();
  await expect(lena.page.getByText("Emotion: face being read")).toBeVisible();

  await robin.page.getByRole("tab", { name: "Feelings" }).click();
  const feelings = robin.page.getByRole("complementary", { name: "Feelings" });
  const card = feelings.getByRole("listitem").filter({ hasText: "Lena" });
  await expect(card).toContainText(/surprise, about \d+ %/, { timeout: 30_000 });
  await expect(feelings.getByRole("listitem")).toHaveCount(1);
  expect(ofLena.seen.binary).toBeGreaterThan(0);

  await lena.page.getByRole("button", { name: "Stop reading my face" }).click();
  await expect(lena.page.getByText("Nothing more is read of you.")).toBeVisible();
  await expect.poll(ofLena.seen.open).toBe(0);
  const sent = ofLena.seen.binary;
  await expect(lena.page.getByText("Emotion: face being read")).toBeHidden();
  // What was read of somebody says nothing of them some seconds later.
  await expect(card).toContainText("Nothing is read at the moment");
  expect(ofLena.seen.binary).toBe(sent);
  expect(ofSarah.seen.binary).toBe(0);
  expect(ofSarah.connections.size).toBe(0);
  expect(await heldByServer()).toEqual([]);

  // Off on the instance is off in every room.
  const answers = { name: /Change my answer/ };
  await expect(lena.page.getByRole("button", answers)).toBeVisible();
  await offer(await robin.context.newPage(), false);
  for (const { page } of [robin, sarah, lena])
    await expect(page.getByRole("button", answers)).toHaveCount(0);
  await expect(robin.page.getByRole("tab", { name: "Feelings" })).toHaveCount(0);
  await openPanel(robin.page, "People");
  await expect(robin.page.getByRole("group", { name: "Emotion" })).toHaveCount(0);
});
