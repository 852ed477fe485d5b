import { describe, expect, it } from "vitest";
import { EMPTY_BODY, sentencesIn } from "@/lib/summaries/body";
import { type Embed, summariseExtractively } from "@/lib/summaries/extractive";
import { SENTENCE_MAX, type SummaryTemplate, summaryBody } from "@/lib/summaries/schema";
import type { SpokenLine } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

/** A vector per text out of its words: enough for alike texts to lie close together. */
const embed: Embed = async (texts) =>
  texts.map((text) => {
    const vector = new Float32Array(64);
    for (const word of wordsOf(text)) {
      const slot = [...word].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 64, 7);
      vector[slot] = (vector[slot] ?? 0) + 1;
    }
    const length = Math.hypot(...vector) || 1;
    return vector.map((value) => value / length);
  });

const line = (position: number, speaker: string, text: string): SpokenLine => ({
  id: `00000000-0000-4000-8000-${String(position).padStart(12, "0")}`,
  participantId: `00000000-0000-4000-9000-00000000000${["Ana", "Ben", "Cara"].indexOf(speaker)}`,
  speaker,
  position,
  startMs: position * 5_000,
  endMs: position * 5_000 + 4_000,
  text,
});

const meeting = [
  line(0, "Ana", "Welcome to the planning meeting for the new mobile application."),
  line(1, "Ben", "Um, the main problem is that the login page is too slow on older phones."),
  line(2, "Cara", "The login page takes nine seconds on the old phones in our test laboratory."),
  line(3, "Ana", "Do we know why the login page is so slow?"),
  line(4, "Ben", "The application loads all of the pictures before it shows the login page."),
  line(5, "Ana", "So let's go with loading the pictures after the login page."),
  line(6, "Cara", "I'll test the application on the old phones by Friday."),
  line(7, "Ana", "Ben, can you update the documentation of the login page?"),
  line(8, "Ben", "Yes."),
  line(9, "Cara", "The budget of the project allows for two more phones in the laboratory."),
  line(10, "Ana", "The next meeting about the application is on Monday at ten."),
];

const people = ["Ana", "Ben", "Cara"].map((name, i) => ({
  id: `00000000-0000-4000-9000-00000000000${i}`,
  name,
  colour: i + 1,
}));

const summaryOf = async (
  lines: SpokenLine[],
  more: { template?: SummaryTemplate; instructions?: string } = {},
) => summaryBody.parse(await summariseExtractively({ lines, people, embed, ...more }));

describe("an extractive summary", () => {
  it("finds what was decided and who does what", async () => {
    const summary = await summaryOf(meeting);
    expect(summary.decisions.map(({ text }) => text)).toEqual([
      "Let's go with loading the pictures after the login page.",
    ]);
    expect(summary.actionItems.map(({ who, text }) => [who, text])).toEqual([
      ["Cara", "I'll test the application on the old phones by Friday."],
      ["Ben", "Ben, can you update the documentation of the login page?"],
    ]);
  });

  it("has an overview, key points and topics, without fillers and without repeating itself", async () => {
    const { overview, keyPoints, topics } = await summaryOf(meeting);
    expect(overview.length).toBeGreaterThanOrEqual(1);
    expect(overview.length).toBeLessThanOrEqual(3);
    expect(keyPoints.length).toBeLessThanOrEqual(8);
    const all = [...overview, ...keyPoints].map(({ text }) => text);
    expect(new Set(all).size).toBe(all.length);
    expect(all.join(" ")).not.toMatch(/\bum\b/i);
    expect(topics.map(({ label }) => label)).toContain("Login page");
  });

  it("cites for every sentence the line its words come from", async () => {
    const { overview, keyPoints, decisions, actionItems } = await summaryOf(meeting);
    for (const sentence of [...overview, ...keyPoints, ...decisions, ...actionItems]) {
      for (const citation of sentence.citations) {
        const source = meeting[citation.position];
        expect(source).toMatchObject({ id: citation.segmentId, startMs: citation.startMs });
        const said = wordsOf(source?.text ?? "");
        for (const word of wordsOf(sentence.text)) expect(said).toContain(word);
      }
    }
  });

  it("is the same for the same meeting", async () => {
    expect(await summaryOf(meeting)).toEqual(await summaryOf(meeting));
  });

  it("of silence is empty", async () => {
    expect(await summaryOf([])).toEqual(EMPTY_BODY);
    expect(await summaryOf([line(0, "Ana", "Um.")])).toEqual(EMPTY_BODY);
  });

  it.each([
    ["Yes."],
    ["Can you hear me?"],
    ["Hello everybody, nice to see you."],
    ["はい、わかりました。"],
  ])("of a single line is that line: %s", async (text) => {
    const { overview, keyPoints } = await summaryOf([line(0, "Ana", text)]);
    expect(overview).toHaveLength(1);
    expect(overview[0]?.citations[0]?.position).toBe(0);
    expect(keyPoints).toEqual([]);
  });

  it.each([
    ["words without an end", "and then the budget of the project was told ".repeat(9_000)],
    ["one word", "a".repeat(400_000)],
    ["Japanese", "会議の内容を要約します。".repeat(33_334)],
    ["Japanese without an end", "会議の内容を要約".repeat(50_000)],
  ])("of one line of 400,000 characters is short: %s", async (_what, text) => {
    const summary = await summaryOf([line(0, "Ana", text)]);
    expect(summary.overview.length).toBeGreaterThanOrEqual(1);
    for (const { sentence } of sentencesIn(summary))
      expect(sentence.text.length).toBeLessThanOrEqual(SENTENCE_MAX);
  });

  it("has what each person brought, with their own words", async () => {
    const long = [
      ...meeting,
      ...meeting.map((one, i) =>
        line(
          11 + i,
          one.speaker,
          `${one.text} Also the tablet application has to follow the same way in autumn.`,
        ),
      ),
    ];
    const { contributions } = await summaryOf(long);
    expect(contributions.map(({ name }) => name)).toEqual(["Ana", "Ben", "Cara"]);
    for (const { participantId, sentences } of contributions)
      for (const { citations } of sentences)
        expect(long[citations[0]?.position ?? -1]?.participantId).toBe(participantId);
  });

  it("finds what stayed open, and leaves out what was answered", async () => {
    const { openQuestions } = await summaryOf([
      line(0, "Ana", "What will the batteries of the device cost us?"),
      line(1, "Ben", "Let us look at the survey first."),
      line(2, "Ana", "Can we open the window of the laboratory?"),
      line(3, "Ben", "Yes, please."),
      line(4, "Cara", "We still don't know whether the supplier can deliver in May."),
    ]);
    expect(openQuestions.map(({ citations }) => citations[0]?.position)).toEqual([0, 4]);
  });

  it("follows a template by the words such things are said with", async () => {
    const { extra } = await summaryOf(
      [
        line(0, "Ana", "Yesterday I finished the login page of the application."),
        line(1, "Ben", "I am blocked because the test server is down."),
      ],
      { template: "standup" },
    );
    expect(extra.map(({ title, sentences }) => [title, sentences[0]?.text])).toEqual([
      ["Done", "Yesterday I finished the login page of the application."],
      ["Blockers", "I am blocked because the test server is down."],
    ]);
  });

  it("looks for what its host wishes", async () => {
    const { extra } = await summaryOf(meeting, {
      template: "own",
      instructions: "the budget of the project for phones in the laboratory",
    });
    expect(extra[0]?.sentences.map(({ text }) => text)).toContain(
      "The budget of the project allows for two more phones in the laboratory.",
    );
  });

  it("of ten thousand lines is as short as any other", async () => {
    const long = Array.from({ length: 10_000 }, (_, i) =>
      line(
        i,
        i % 2 ? "Ana" : "Ben",
        `The item number ${i} of the list is about the subject s${i % 97}.`,
      ),
    );
    const { overview, keyPoints } = await summaryOf(long);
    expect(overview).toHaveLength(3);
    expect(keyPoints.length).toBeGreaterThanOrEqual(5);
    expect(keyPoints.length).toBeLessThanOrEqual(8);
  });
});
