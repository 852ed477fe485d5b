import { describe, expect, it } from "vitest";
import { summaryBody } from "@/lib/summaries/schema";
import { positionAt, stretchesOf, summaryText } from "./summary";

const ID = "0191d7a2-7b1c-7000-8000-000000000001";
const cited = (id: string, text: string, startMs: number) => ({
  id,
  text,
  citations: [{ segmentId: ID, position: 7, startMs }],
});
const body = summaryBody.parse({
  overview: [cited("o", "The release stays in spring.", 61_000)],
  keyPoints: [],
  decisions: [],
  actionItems: [{ ...cited("a", "Call the supplier.", 754_000), who: "Jonas", when: "by Friday" }],
  topics: [{ label: "Supplier", startMs: 60_000 }],
});
const summary = { title: "Planning", meetingId: ID, body };

describe("a summary as text", () => {
  it("keeps who does what until when, and the moments that say so", () => {
    expect(summaryText(summary, "https://parley.example", "text")).toBe(
      [
        "Planning",
        "The release stays in spring. [01:01]",
        "TO DO\n- Jonas · by Friday: Call the supplier. [12:34]",
        "TOPICS\n- 01:00 Supplier",
        `https://parley.example/meetings/${ID}`,
      ].join("\n\n"),
    );
  });

  it("links its moments in Markdown", () => {
    expect(summaryText(summary, "https://parley.example", "markdown")).toContain(
      `- **Jonas · by Friday:** Call the supplier. [12:34](https://parley.example/meetings/${ID}#s7)`,
    );
  });
});

it("lets a topic last until the next one, and the last to the end", () => {
  const topics = [
    { label: "A", startMs: 0 },
    { label: "B", startMs: 5_000, endMs: 6_000 },
    { label: "C", startMs: 8_000 },
  ];
  expect(stretchesOf(topics, 10_000).map(({ endMs }) => endMs)).toEqual([5_000, 6_000, 10_000]);
});

it("finds the line that is spoken at a time, or comes next", () => {
  const lines = [
    { position: 0, startMs: 0, endMs: 1_000 },
    { position: 4, startMs: 3_000, endMs: 4_000 },
  ];
  expect([0, 2_000, 3_500, 9_000].map((at) => positionAt(lines, at))).toEqual([0, 4, 4, 4]);
  expect(positionAt([], 0)).toBeNull();
});
