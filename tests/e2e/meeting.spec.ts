import { expect, test } from "@playwright/test";
import type { MeetingDetail } from "@/lib/meetings/schema";
import { countWordErrors, sumWordErrors, wordErrorRate } from "@/lib/speech/wer";
import type { Summary } from "@/lib/summaries/schema";
import type { Transcript } from "@/lib/transcripts/schema";
import { newCast, type Person, rehearse, speakAt } from "./people";
import { type Line, rehearsedLines } from "./script";
import {
  answer,
  endForAll,
  enter,
  listen,
  loudestOf,
  newMeeting,
  seesMovingPictureOf,
  signUp,
} from "./steps";

/** Quiet between two lines, milliseconds. */
const PAUSE_MS = 900;

const come = newCast();

/** Has lines spoken one after another; answers when each first word sounded, epoch milliseconds. */
async function perform(lines: Line[], cast: Person[]): Promise<Map<Line, number>> {
  const byName = new Map(cast.map((person) => [person.name, person]));
  for (const line of lines) {
    const speaker = byName.get(line.speaker);
    if (!speaker) throw new Error(`${line.speaker} is not in the cast`);
    await rehearse(speaker, line.text, line.wav);
  }
  const heardAt = new Map<Line, number>();
  let at = Date.now() + 4_000;
  const cues = lines.map((line) => {
    const cue = { speaker: line.speaker, id: line.text, atMs: at };
    heardAt.set(line, at + line.leadMs);
    at += line.durationMs + PAUSE_MS;
    return cue;
  });
  await Promise.all(
    cast.map((person) =>
      speakAt(
        person,
        cues.filter((cue) => cue.speaker === person.name),
      ),
    ),
  );
  await expect.poll(() => Date.now(), { timeout: 120_000, intervals: [200] }).toBeGreaterThan(at);
  return heardAt;
}

test("three people meet, agree to be recorded, talk, and read afterwards who said what", async ({
  request,
}) => {
  test.setTimeout(300_000);
  const lines = await rehearsedLines();
  const before = lines.slice(0, 3);
  const after = lines.slice(3);

  const robin = await come("Robin");
  await signUp(robin.page, "Robin");
  const link = await newMeeting(robin.page, "Spring release planning");
  await enter(robin, link);

  const sarah = await come("Sarah");
  await enter(sarah, link);
  await seesMovingPictureOf(robin, "Sarah");
  await seesMovingPictureOf(sarah, "Robin");

  await robin.page.getByRole("button", { name: "Record", exact: true }).click();
  await answer(robin, true);
  await answer(sarah, true);
  await expect(robin.page.getByLabel("Recording · 2 of 2 agreed")).toBeVisible();
  await Promise.all([listen(robin), listen(sarah)]);
  const heardAt = await perform(before, [robin, sarah]);
  expect(await loudestOf(robin, "Sarah")).toBeGreaterThan(0.01);
  expect(await loudestOf(sarah, "Robin")).toBeGreaterThan(0.01);

  // Alan comes late and is asked before anything of him is recorded.
  const alan = await come("Alan");
  await enter(alan, link);
  await answer(alan, true);
  for (const [who, whom] of [
    [robin, "Alan"],
    [sarah, "Alan"],
    [alan, "Robin"],
    [alan, "Sarah"],
  ] as const)
    await seesMovingPictureOf(who, whom);
  await Promise.all([listen(robin), listen(sarah), listen(alan)]);
  for (const [line, at] of await perform(after, [robin, sarah, alan])) heardAt.set(line, at);
  for (const [who, whom] of [
    [robin, "Sarah"],
    [robin, "Alan"],
    [sarah, "Robin"],
    [sarah, "Alan"],
    [alan, "Robin"],
    [alan, "Sarah"],
  ] as const)
    expect(await loudestOf(who, whom), `${who.name} hears ${whom}`).toBeGreaterThan(0.01);

  await endForAll(robin);
  for (const guest of [sarah, alan])
    await expect(guest.page.getByRole("heading", { name: "The meeting has ended" })).toBeVisible();

  await robin.page.getByRole("link", { name: "Open the meeting’s page" }).click();
  await expect(robin.page.getByRole("heading", { name: "Spring release planning" })).toBeVisible();
  const id = new URL(robin.page.url()).pathname.split("/").at(-1) ?? "";
  const api = robin.context.request;
  await expect
    .poll(
      async () => ((await (await api.get(`/api/meetings/${id}`)).json()) as MeetingDetail).state,
      {
        timeout: 90_000,
      },
    )
    .toBe("ready");

  const detail = (await (await api.get(`/api/meetings/${id}`)).json()) as MeetingDetail;
  const transcript = (await (await api.get(`/api/meetings/${id}/transcript`)).json()) as Transcript;
  const zero = Date.parse(detail.startedAt ?? "");
  const nameOf = new Map(transcript.speakers.map((speaker) => [speaker.id, speaker.name]));
  const spoken = transcript.segments.map((segment) => ({
    ...segment,
    speaker: nameOf.get(segment.participantId) ?? "nobody",
  }));

  // Every line stands under its speaker, in the order in which it was said.
  expect(spoken.map((segment) => segment.speaker)).toEqual(lines.map((line) => line.speaker));
  const errors = [];
  for (const [index, line] of lines.entries()) {
    const segment = spoken[index];
    const truth = (heardAt.get(line) ?? 0) - zero;
    expect(Math.abs((segment?.startMs ?? 0) - truth), `start of "${line.text}"`).toBeLessThan(500);
    errors.push(countWordErrors(line.text, segment?.text ?? ""));
  }
  expect(wordErrorRate(sumWordErrors(errors))).toBeLessThanOrEqual(0.15);

  // The page shows it, and finds a word in it.
  await expect(robin.page.getByText("worried about the supplier").first()).toBeVisible();
  await robin.page.goto("/search");
  await robin.page.getByRole("searchbox").fill("supplier");
  const hit = robin.page.getByRole("option").or(robin.page.getByRole("link")).filter({
    hasText: "supplier",
  });
  await expect(hit.first()).toBeVisible();
  await hit.first().click();
  await expect(robin.page).toHaveURL(new RegExp(`/meetings/${id}#s\\d+$`));

  // Every sentence of the summary points at lines that exist.
  const summary = (await (await api.get(`/api/meetings/${id}/summary`)).json()) as Summary;
  const sentences = [
    ...summary.body.overview,
    ...summary.body.keyPoints,
    ...summary.body.decisions,
    ...summary.body.actionItems,
  ];
  expect(sentences.length).toBeGreaterThan(0);
  const known = new Set(transcript.segments.map((segment) => segment.id));
  for (const sentence of sentences) {
    expect(sentence.citations.length).toBeGreaterThan(0);
    for (const citation of sentence.citations) expect(known).toContain(citation.segmentId);
  }

  // A stranger, and a guest who was there, find nothing.
  for (const path of ["", "/transcript", "/summary"])
    expect((await request.get(`/api/meetings/${id}${path}`)).status()).toBe(401);
  const stranger = await come("Stranger");
  await signUp(stranger.page, "Stranger");
  const theirs = stranger.context.request;
  for (const path of ["", "/transcript", "/summary"])
    expect((await theirs.get(`/api/meetings/${id}${path}`)).status()).toBe(404);
  const listening = await theirs.post("/api/channels/auth", {
    form: { socket_id: "1.1", channel_name: `private-meeting-${id}` },
  });
  expect(listening.status()).toBe(404);
  expect((await stranger.page.goto(`/meetings/${id}`))?.status()).toBe(404);
  expect(await (await theirs.get("/api/search?q=supplier")).json()).toMatchObject({ hits: [] });
});

test("a guest who says no to being recorded has no words in the transcript", async () => {
  test.setTimeout(240_000);
  const lines = await rehearsedLines();
  const [mine, theirs] = [lines[0], lines[1]];
  if (!mine || !theirs) throw new Error("the script is empty");

  const robin = await come("Robin");
  await signUp(robin.page, "Robin");
  const link = await newMeeting(robin.page, "Off the record");
  await enter(robin, link);
  const sarah = await come("Sarah");
  await enter(sarah, link);
  await robin.page.getByRole("button", { name: "Record", exact: true }).click();
  await answer(robin, true);
  await answer(sarah, false);
  await expect(robin.page.getByLabel("Recording · 1 of 2 agreed")).toBeVisible();

  const uploads: string[] = [];
  sarah.page.on("request", (sent) => {
    if (sent.url().includes("/tracks/")) uploads.push(sent.url());
  });
  await perform([theirs, mine], [robin, sarah]);
  await endForAll(robin);
  await robin.page.getByRole("link", { name: "Open the meeting’s page" }).click();
  await expect(robin.page.getByText("spring release").first()).toBeVisible({ timeout: 60_000 });
  const id = new URL(robin.page.url()).pathname.split("/").at(-1) ?? "";
  const transcript = (await (
    await robin.context.request.get(`/api/meetings/${id}/transcript`)
  ).json()) as Transcript;
  const robinId = transcript.speakers.find((speaker) => speaker.name === "Robin")?.id;
  expect(transcript.segments.map((segment) => segment.participantId)).toEqual([robinId]);
  expect(uploads).toEqual([]);
});
