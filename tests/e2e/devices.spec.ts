import { expect, type Page, test } from "@playwright/test";
import { CAMERA_LABELS, MORE_CAMERAS, machineScript, negotiationsOf, onMachineOf } from "./machine";
import { newCast, type Person } from "./people";
import {
  choose,
  enter,
  join,
  listen,
  loudestOf,
  newMeeting,
  seesMovingPictureOf,
  signUp,
  tile,
} from "./steps";

const come = newCast();

/** Robin is in a room of theirs; Sarah, whose devices this is about, has the link. */
async function invitation(): Promise<{ robin: Person; sarah: Person; link: string }> {
  const robin = await come("Robin");
  await signUp(robin.page, "Robin");
  const link = await newMeeting(robin.page, "Spring release planning");
  await enter(robin, link);
  const sarah = await come("Sarah", { args: [MORE_CAMERAS], script: machineScript });
  return { robin, sarah, link };
}

/** The picture of a camera, not the small black one that stands in for it. */
async function seesCameraOf(person: Person, other: string): Promise<void> {
  const width = () =>
    tile(person.page, other)
      .locator("video")
      .evaluate((video: HTMLVideoElement) => video.videoWidth);
  await seesMovingPictureOf(person, other);
  await expect.poll(width).toBeGreaterThan(100);
}

async function hears(person: Person, other: string): Promise<void> {
  await listen(person);
  await expect.poll(() => loudestOf(person, other)).toBeGreaterThan(0.01);
}

/** The label of the camera whose picture is sent. */
const cameraInUse = (page: Page): Promise<string | undefined> =>
  page
    .getByLabel(/^(Your camera|Picture of Sarah \(you\))$/)
    .first()
    .evaluate(
      (video: HTMLVideoElement) =>
        (video.srcObject as MediaStream | null)?.getVideoTracks()[0]?.label,
    );

const listOf = (page: Page, name: string) => page.getByRole("combobox", { name });
const chosen = (page: Page, name: string) => listOf(page, name).locator("option:checked");

async function openDeviceSettings(page: Page): Promise<void> {
  await choose(page, "Device settings");
  await expect(page.getByRole("dialog", { name: "Sound and picture" })).toBeVisible();
}

const CHOICE = {
  Microphone: "Fake Audio Input 2",
  Speaker: "Fake Audio Output 1",
  Camera: CAMERA_LABELS.other,
};

async function makeTheirChoice(page: Page): Promise<void> {
  for (const [name, label] of Object.entries(CHOICE)) {
    await listOf(page, name).selectOption({ label });
  }
}

async function findsTheirChoice(page: Page): Promise<void> {
  for (const [name, label] of Object.entries(CHOICE)) {
    await expect(chosen(page, name)).toHaveText(label);
  }
}

test("devices are chosen once and tried, and whoever comes muted and unseen can change that inside", async () => {
  const { robin, sarah, link } = await invitation();
  const { page } = sarah;
  await page.goto(link);
  await makeTheirChoice(page);
  await page.reload();
  await findsTheirChoice(page);
  await expect.poll(() => cameraInUse(page)).toBe(CHOICE.Camera);
  await page.getByRole("button", { name: "Test the speaker" }).click();
  await expect(page.getByText("Heard it?")).toBeVisible();

  await page.getByRole("button", { name: "Mute", exact: true }).click();
  await page.getByRole("button", { name: "Stop camera" }).click();
  await join(sarah);
  await expect(tile(robin.page, "Sarah")).toHaveAccessibleName("Sarah, muted, camera off");
  await seesCameraOf(sarah, "Robin");

  const negotiations = await negotiationsOf(sarah);
  await page.getByRole("button", { name: "Unmute", exact: true }).click();
  await page.getByRole("button", { name: "Start camera" }).click();
  await expect(tile(robin.page, "Sarah")).not.toHaveAccessibleName(/muted|camera off/);
  await seesCameraOf(robin, "Sarah");
  await hears(robin, "Sarah");
  expect(await negotiationsOf(sarah)).toBe(negotiations);
  expect(await cameraInUse(page)).toBe(CHOICE.Camera);
  await openDeviceSettings(page);
  await findsTheirChoice(page);
});

test("the connection check names every way through the network and what came of it", async ({
  page,
}) => {
  await signUp(page, "Robin");
  await page.goto(await newMeeting(page, "Spring release planning"));
  const check = page.getByRole("region", { name: "Connection" });
  await check.getByRole("button", { expanded: false }).click();
  const leg = (name: string) => check.getByRole("listitem").filter({ hasText: name });
  await expect(leg("Web socket")).toContainText(/ · \d+ ms\s*The server answers\./);
  await expect(leg("Direct (STUN)")).toContainText("No STUN server is set up here");
  await expect(leg("Relay over UDP (TURN)")).toContainText("No relay over UDP is set up here.");
  await expect(leg("Relay over TCP (TURN)")).toContainText("No relay over TCP is set up here.");

  // A relay that nobody answers for.
  const relay = { urls: ["turn:127.0.0.1:9?transport=tcp"], username: "a", credential: "b" };
  await page.route("**/api/rooms/*/check", (route) =>
    route.fulfill({ json: { iceServers: [relay], expiresAtMs: null, relayInRoomOnly: false } }),
  );
  await check.getByRole("button", { name: "Check again" }).click();
  await expect(leg("Relay over TCP (TURN)")).toContainText("The relay cannot be reached over TCP.");
  await expect(check.getByRole("status")).toHaveText(/neither direct connections nor the relay/);
});

test("a blurred background is a choice, and what the others see still moves", async () => {
  const { robin, sarah, link } = await invitation();
  const { page } = sarah;
  await enter(sarah, link);
  await openDeviceSettings(page);
  const blur = page.getByRole("switch", { name: "Blur my background" });
  await expect(blur).not.toBeChecked();
  await blur.click();
  await expect(blur).toBeEnabled({ timeout: 40_000 });
  await expect(blur).toBeChecked();
  expect(await cameraInUse(page)).not.toBe(CAMERA_LABELS.first);
  await seesCameraOf(robin, "Sarah");
});

test("a device that is unplugged is followed by another one, and taken again when it is back", async () => {
  const { robin, sarah, link } = await invitation();
  const { page } = sarah;
  await page.goto(link);
  await makeTheirChoice(page);
  await join(sarah);
  await seesCameraOf(robin, "Sarah");

  await onMachineOf(sarah, "unplug", CHOICE.Camera);
  await expect(
    page.getByText(`${CHOICE.Camera} was disconnected. Now using ${CAMERA_LABELS.first}.`),
  ).toBeVisible();
  await onMachineOf(sarah, "unplug", CHOICE.Microphone);
  await expect(page.getByText(/^Fake Audio Input 2 was disconnected. Now using/)).toBeVisible();
  await expect(tile(robin.page, "Sarah")).not.toHaveAccessibleName(/muted|camera off/);
  await seesCameraOf(robin, "Sarah");
  await hears(robin, "Sarah");

  for (const label of [CHOICE.Camera, CHOICE.Microphone]) {
    await onMachineOf(sarah, "plugIn", label);
    await expect(page.getByText(`${label} is connected again and in use.`)).toBeVisible();
  }
  expect(await cameraInUse(page)).toBe(CHOICE.Camera);
  await seesCameraOf(robin, "Sarah");
});

test("after an interruption by the system, picture and sound come back by themselves", async () => {
  const { robin, sarah, link } = await invitation();
  await enter(sarah, link);
  await seesCameraOf(robin, "Sarah");

  await onMachineOf(sarah, "interrupt");
  await expect(tile(robin.page, "Sarah")).toHaveAccessibleName("Sarah, muted, camera off");
  await expect(sarah.page.getByText(/^Your camera is paused by the system/)).toBeVisible();
  await expect(sarah.page.getByText(/may not use your/)).toHaveCount(0);
  await onMachineOf(sarah, "resume");
  await expect(tile(robin.page, "Sarah")).not.toHaveAccessibleName(/muted|camera off/);
  await seesCameraOf(robin, "Sarah");
  await hears(robin, "Sarah");
});
