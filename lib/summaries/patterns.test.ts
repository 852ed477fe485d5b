import { describe, expect, it } from "vitest";
import {
  actionItemOf,
  isDecision,
  isOpenQuestion,
  soundsLikeAnswer,
} from "@/lib/summaries/patterns";
import { type Sentence, sentencesOf } from "@/lib/summaries/sentences";

const people = ["Ana Lima", "Ben", "Cara"];

function sentence(text: string, speaker = "Ben"): Sentence {
  const [first] = sentencesOf([
    { id: "1", participantId: speaker, speaker, position: 0, startMs: 0, endMs: 0, text },
  ]);
  if (!first) throw new Error("no sentence");
  return first;
}

const doer = (text: string) => {
  const item = actionItemOf(sentence(text), people);
  return item ? (item.who ?? "somebody") : null;
};

describe("decisions", () => {
  it.each([
    "We agreed on the blue design.",
    "Let's go with the second supplier.",
    "We've decided to postpone the launch.",
    "The decision is to keep the old logo.",
    "We'll use Postgres for this.",
    "So we all agreed to meet on Mondays.",
    "Okay, we're going with the smaller screen.",
    "It was agreed that the office closes at six.",
  ])("are found: %s", (text) => {
    expect(isDecision(sentence(text))).toBe(true);
  });

  it.each([
    "We haven't decided on the design yet.",
    "Should we go with the second supplier?",
    "We need to decide by Friday.",
    "We did not agree on anything.",
    "If we decide to move, it gets expensive.",
    "I don't know why we decided to use it.",
    "Let's see.",
    "The weather is nice today.",
    "I agree with you on that.",
    "We'll now move on to the next speaker.",
    "We'll leave it at that.",
    "I implore you to announce what has been approved already.",
  ])("are not made up: %s", (text) => {
    expect(isDecision(sentence(text))).toBe(false);
  });
});

describe("action items", () => {
  it.each([
    ["I'll send the report by Friday.", "Ben"],
    ["I will definitely prepare the slides.", "Ben"],
    ["I can call the supplier tomorrow.", "Ben"],
    ["I need to finish the draft this week.", "Ben"],
    ["Ana will write the press release.", "Ana Lima"],
    ["And ana, can you check the numbers?", "Ana Lima"],
    ["Cara, could you please book the room?", "Cara"],
    ["Can you update the budget, Ana?", "Ana Lima"],
    ["Jonas, can you draft the contract?", "Jonas"],
    ["Jonas will contact the printer next week.", "Jonas"],
    ["We need to submit the form by Thursday.", "somebody"],
    ["Can you send it to me by tomorrow?", "somebody"],
    ["Action item: review the security report.", "somebody"],
  ])("name who is to do them: %s", (text, who) => {
    expect(doer(text)).toBe(who);
  });

  it.each([
    "I'll be honest with you all.",
    "I will say that it was a good meeting.",
    "I can see the problem there.",
    "It will take a long time to finish.",
    "We will see how that goes.",
    "Can you hear me now?",
    "That should work for everybody.",
    "I went there on Friday last week.",
    "I'll tell you what happened there.",
    "The next action movie was quite good.",
  ])("are not made up: %s", (text) => {
    expect(doer(text)).toBeNull();
  });
});

describe("open questions", () => {
  it.each([
    "What will the new batteries cost us in the end?",
    "We still don't know whether the supplier can deliver.",
    "We need to find out how the battery is charged.",
    "The question is whether the customers want a display.",
    "It's not clear yet who pays for the prototype.",
  ])("are found: %s", (text) => {
    expect(isOpenQuestion(sentence(text), false)).toBe(true);
  });

  it.each([
    "Can you hear me?",
    "Nice weather here in the north, isn't it?",
    "My question is for the minister of transport.",
    "What do you think?",
    "The supplier delivers in the first week of May.",
  ])("are not made up: %s", (text) => {
    expect(isOpenQuestion(sentence(text), false)).toBe(false);
  });

  it("are none any more when they were answered", () => {
    expect(isOpenQuestion(sentence("What will the new batteries cost us?"), true)).toBe(false);
    expect(soundsLikeAnswer("Yes, we do.")).toBe(true);
    expect(soundsLikeAnswer("Let us look at the survey.")).toBe(false);
  });
});
