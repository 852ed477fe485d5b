import type { Turn } from "@/lib/answers/schema";
import { count } from "@/lib/client/format";
import type { LlmAvailability } from "@/lib/llm/schema";

const WORD_FOR_WORD = "No language model is set up: these are the best passages, word for word.";

/** Who wrote an answer, and what was left out of it; null when there is nothing to say. */
export const writtenBy = (turn: Turn, llm: LlmAvailability | undefined): string | null => {
  if (turn.sentences.length === 0) return null;
  if (turn.mode === "extractive") return turn.notice ?? WORD_FOR_WORD;
  if (turn.mode !== "llm" || turn.state === "stopped" || turn.state === "failed") return null;
  const host = llm?.host ? ` at ${llm.host}` : "";
  const checked = `Written by ${turn.model ?? "a language model"}${host}; every sentence was checked against what was said.`;
  return turn.dropped === 0 ? checked : `${checked} ${leftOut(turn.dropped)}`;
};

/** `2 sentences were left out, because nothing said supports them.` */
export const leftOut = (dropped: number): string =>
  `${count(dropped, "sentence was", "sentences were")} left out, because nothing said supports ${dropped === 1 ? "it" : "them"}.`;

export const withheldWords = (withheld: number): string =>
  `${count(withheld, "sentence is", "sentences are")} not shown, because ${withheld === 1 ? "it cites" : "they cite"} what you may not read, or not any more.`;

/** What an answer without sentences comes down to. */
export const emptyWords = (turn: Turn, isOneMeeting: boolean): string => {
  if (turn.withheld > 0) return withheldWords(turn.withheld);
  if (turn.outcome === "not-found" || turn.state === "done")
    return isOneMeeting
      ? "Nothing that was said in this meeting answers that."
      : "Nothing that was said in your meetings answers that.";
  return turn.state === "stopped" ? "Stopped before anything was written." : "";
};
