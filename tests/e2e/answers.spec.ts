import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import type { GroqAnswer } from "@/lib/llm/testing/groq-replies";
import type { Transcript } from "@/lib/transcripts/schema";
import { problemsOf } from "./axe";
import { importRehearsed } from "./imported";
import { signUp } from "./steps";

const TITLE = "Spring release planning";
const GROQ = process.env.GROQ_BASE_URL ?? "";

test.describe.configure({ mode: "serial" });
test.skip(GROQ === "", "the website under test has no language model (GROQ_BASE_URL)");

let context: BrowserContext;
let page: Page;
let meetingId: string;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  context = await browser.newContext({
    baseURL: process.env.PARLEY_URL ?? "http://localhost:3000",
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  page = await context.newPage();
  const { email } = await signUp(page, "Robin");
  ({ meetingId } = await importRehearsed(TITLE, email));
});
test.afterAll(() => context?.close());

/** What the language model answers next, instead of what it would. */
async function modelAnswers(...answers: GroqAnswer[]): Promise<void> {
  const told = await fetch(`${GROQ}/__next`, { method: "POST", body: JSON.stringify(answers) });
  expect(told.ok).toBe(true);
}

const box = (): Locator => page.getByRole("textbox", { name: /^Ask about/ });

async function ask(question: string): Promise<void> {
  await box().fill(question);
  await box().press("Enter");
}

/** How loud a line's recording is around its middle, 0..1 (RMS), as the page itself decodes it. */
const loudness = (): Promise<number> =>
  page.evaluate(async () => {
    const sound = document.querySelector("audio");
    const bytes = await (await fetch(sound?.src ?? "")).arrayBuffer();
    const decoded = await new OfflineAudioContext(1, 16_000, 16_000).decodeAudioData(bytes);
    const samples = decoded.getChannelData(0);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
  });

const heardSeconds = (): Promise<number> =>
  page.evaluate(() => document.querySelector("audio")?.currentTime ?? 0);

test("asks in the panel, reads the streamed answer, opens a citation and hears that second", async () => {
  await page.goto(`/meetings/${meetingId}`);
  await page.getByRole("tab", { name: "Ask" }).click();
  await expect(page.getByRole("button", { name: "What was decided?" })).toBeVisible();
  await page.keyboard.press("a");
  await expect(box()).toBeFocused();
  await ask("When is the launch of the release?");
  const conversation = page.getByRole("region", { name: "Conversation" });
  await expect(conversation.getByText("first of June")).toBeVisible();
  await expect(conversation.getByText(/1 sentence was left out/)).toBeVisible();
  await expect(conversation).not.toContainText("green cheese");
  await expect(conversation.getByText(/^Written by .+ at 127\.0\.0\.1/)).toBeVisible();
  await expect(box()).toBeFocused();
  expect(await problemsOf(page), "an answer").toEqual([]);

  // The number shows what was said, by whom and when; its click goes there.
  const chip = conversation.getByRole("link", { name: /^Source \d+: Sarah at/ }).first();
  await chip.hover();
  const quote = page.getByRole("dialog", { name: /^What Sarah at/ });
  await expect(quote).toContainText("the launch to the first of June");
  await chip.click();
  await expect(page).toHaveURL(/#s\d+$/);
  const row = page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`);
  await expect(row).toContainText("first of June");
  await expect(row).toBeFocused();

  // From the line that has the focus, the next key reaches its sound.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(row.getByRole("button", { name: /^Play Sarah/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect.poll(heardSeconds).toBeGreaterThan(0.4);
  expect(await loudness()).toBeGreaterThan(0.01);
  const { segments } = (await (
    await context.request.get(`/api/meetings/${meetingId}/transcript`)
  ).json()) as Transcript;
  const line = segments.find(({ text }) => text.includes("first of June"));
  const spokenSeconds = ((line?.endMs ?? 0) - (line?.startMs ?? 0)) / 1000;
  const heard = await page.evaluate(() => document.querySelector("audio")?.duration ?? 0);
  expect(Math.abs(heard - spokenSeconds)).toBeLessThan(0.6);
  await page.keyboard.press("k");
  await expect(row.getByRole("button", { name: /^Play Sarah/ })).toBeVisible();

  await conversation.getByRole("button", { name: "Copy the answer with its quotes" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/\[1\] \w+, 00:\d\d in “Spring release planning”/);
  expect(copied).toContain(`/meetings/${meetingId}#s`);
});

test("stops an answer by a key, and quotes passages when the model cannot answer", async () => {
  await page.getByRole("button", { name: "New", exact: true }).click();
  await modelAnswers({ fault: "hang", text: "We decided to move the launch to" });
  await ask("What was decided about the launch?");
  await expect(page.getByText("We decided to move the launch", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("You stopped this answer.")).toBeVisible();
  await expect(box()).toBeFocused();

  await page.getByRole("button", { name: "New", exact: true }).click();
  await modelAnswers({ fault: "revoked" });
  await ask("Who calls the supplier?");
  const passages = page.getByRole("region", { name: "Conversation" }).locator("q");
  await expect(passages.filter({ hasText: "call the supplier before Friday" })).toBeVisible();
});

test("asks over all meetings by keyboard alone, and keeps the conversation until it is deleted", async () => {
  await page.goto("/meetings");
  await expect(page.getByText(TITLE).first()).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("write the contract");
  await expect(page.locator("a[data-result]").first()).toContainText("contract");
  await page.getByRole("link", { name: "Ask about this" }).press("Enter");
  await expect(box()).toBeFocused();
  await expect(box()).toHaveValue("write the contract");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Who will write the contract?");
  await page.keyboard.press("Enter");
  const conversation = page.getByRole("region", { name: "Conversation" });
  await expect(conversation.getByText(/write the contract tomorrow/).first()).toBeVisible();
  await expect(page).toHaveURL(/\/ask\?s=/);
  expect(await problemsOf(page), "/ask").toEqual([]);

  // A number is reached by Tab, shows its quote, and leads to the meeting.
  const chip = conversation.getByRole("link", { name: /^Source 1: Robin at/ }).first();
  await chip.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("dialog", { name: /^What Robin at/ })).toContainText("contract");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/meetings/${meetingId}#s\\d+$`));
  await page.goBack();
  await expect(conversation.getByText(/write the contract tomorrow/).first()).toBeVisible();

  const conversations = page.getByRole("complementary", { name: "Your conversations" });
  await expect(conversations.getByText("Who will write the contract?")).toBeVisible();
  await conversations
    .getByRole("button", { name: "Delete “Who will write the contract?”" })
    .press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(conversations.getByText("Who will write the contract?")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Ask about all your meetings" })).toBeVisible();
});

test("finds what one person said, and finds it again by the address", async () => {
  await page.goto("/search?q=supplier");
  const results = page.locator("a[data-result]");
  await expect(results.filter({ hasText: "Robin" }).first()).toBeVisible();
  await page.getByRole("button", { name: "Filters" }).click();
  await page.getByLabel("Who said it").fill("Alan");
  await expect(results.filter({ hasText: "Robin" })).toHaveCount(0);
  await expect(results.filter({ hasText: "Alan" }).first()).toBeVisible();
  await expect(page).toHaveURL(/speaker=Alan/);
  await page.reload();
  await expect(page.getByLabel("Who said it")).toHaveValue("Alan");
  await expect(results.filter({ hasText: "Alan" }).first()).toBeVisible();
  await page.getByLabel("To").fill("2020-01-01");
  await expect(page.getByText(/^Nothing found for/)).toBeVisible();
});

test("changes a sentence of the summary, and keeps it when it is written again", async () => {
  await page.goto(`/meetings/${meetingId}`);
  const decisions = page.getByRole("region", { name: "Decisions" });
  await expect(page.getByText(/It is being written again/)).toHaveCount(0, { timeout: 30_000 });
  await decisions
    .getByRole("button", { name: /^Change “/ })
    .first()
    .press("Enter");
  const field = page.getByRole("textbox", { name: "Sentence" });
  await field.fill("The launch moves to June.");
  await field.press("Enter");
  await expect(decisions).toContainText("The launch moves to June.");
  await expect(decisions).toContainText("edited");

  const points = page.getByRole("region", { name: "Key points" });
  await points.getByRole("button", { name: "Add a point" }).click();
  await page.getByRole("textbox", { name: "New sentence" }).fill("Lunch was good.");
  await page.keyboard.press("Enter");
  await expect(points).toContainText("Lunch was good.");
  await points.getByRole("button", { name: "Change “Lunch was good.”" }).press("Enter");
  await page.getByRole("button", { name: "Take it out" }).click();
  await expect(points).not.toContainText("Lunch was good.");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(points).toContainText("Lunch was good.");
  expect(await problemsOf(page), "a summary").toEqual([]);

  await page.getByRole("button", { name: "Write again …" }).click();
  const dialog = page.getByRole("dialog", { name: "Write the summary again" });
  await expect(dialog.getByText(/is sent to 127\.0\.0\.1/)).toBeVisible();
  await dialog.getByText("Stand-up").click();
  expect(await problemsOf(page), "the dialog").toEqual([]);
  await dialog.getByRole("button", { name: "Write again" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/It is being written again/)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText(/^Written by .+ at 127\.0\.0\.1/)).toBeVisible();
  await expect(decisions).toContainText("The launch moves to June.");
  await expect(points).toContainText("Lunch was good.");
  await expect(page.getByText("green cheese")).toHaveCount(0);
});
