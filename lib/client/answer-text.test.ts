import { expect, it } from "vitest";
import type { Source } from "@/lib/answers/schema";
import { answerText } from "./answer-text";

const line = (id: string, position: number, text: string): Source => ({
  segmentId: id,
  meetingId: "m",
  meetingTitle: "Budget",
  meetingStartedAt: null,
  position,
  startMs: position * 1000,
  endMs: position * 1000 + 500,
  speaker: "Jonas",
  colour: 2,
  text,
});

it("copies an answer with its quotes and links, each line once", () => {
  const late = line("a", 754, "They are late.");
  const friday = line("b", 760, "By Friday.");
  const turn = {
    question: "What of the supplier?",
    sentences: [
      { text: "They are late.", sources: [late] },
      { text: "An answer is due on Friday.", sources: [friday, late] },
    ],
  };
  expect(answerText(turn, "https://parley.example")).toBe(
    [
      "What of the supplier?",
      "",
      "They are late. [1]",
      "An answer is due on Friday. [2] [1]",
      "",
      "[1] Jonas, 12:34 in “Budget”: “They are late.”",
      "    https://parley.example/meetings/m#s754",
      "[2] Jonas, 12:40 in “Budget”: “By Friday.”",
      "    https://parley.example/meetings/m#s760",
    ].join("\n"),
  );
});
