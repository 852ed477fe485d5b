import { leftOut } from "@/app/_components/ask/answer-words";
import { duration, secondsLeft } from "@/lib/client/format";
import type { Summary, SummaryState, SummaryTemplate } from "@/lib/summaries/schema";

/** What each template is called and looks for. */
export const TEMPLATES: readonly { value: SummaryTemplate; name: string; looksFor: string }[] = [
  { value: "general", name: "General", looksFor: "Decisions, to do, key points, open questions" },
  { value: "standup", name: "Stand-up", looksFor: "Done, next, and what is in the way" },
  { value: "interview", name: "Interview", looksFor: "Questions, answers and impressions" },
  { value: "sales", name: "Sales", looksFor: "Needs, objections and next steps" },
  { value: "lecture", name: "Lecture", looksFor: "What was taught, terms and examples" },
  { value: "own", name: "Your own", looksFor: "What you say below" },
];

/** Languages a summary can be written in, each by its own name. */
export const LANGUAGES: readonly { value: string; name: string }[] = [
  { value: "en", name: "English" },
  { value: "de", name: "Deutsch" },
  { value: "fr", name: "Français" },
  { value: "es", name: "Español" },
  { value: "it", name: "Italiano" },
  { value: "pt", name: "Português" },
  { value: "nl", name: "Nederlands" },
  { value: "pl", name: "Polski" },
  { value: "cs", name: "Čeština" },
  { value: "tr", name: "Türkçe" },
  { value: "uk", name: "Українська" },
  { value: "ar", name: "العربية" },
  { value: "hi", name: "हिन्दी" },
  { value: "ja", name: "日本語" },
  { value: "zh", name: "中文" },
];

/** How the summary came about. */
export const madeBy = ({ kind, model, dropped, llm }: Summary): string => {
  if (kind === "extractive")
    return "Each sentence is taken from what was said, and ends in the moments to check it. Made on this machine, without a language model.";
  const host = llm.host === null ? "" : ` at ${llm.host}`;
  const by = `Written by ${model ?? "a language model"}${host}; every sentence was checked against what was said.`;
  return dropped === 0 ? by : `${by} ${leftOut(dropped)}`;
};

/** `Writing it again, 40 % · about 20 s` */
export const writingWords = ({ state, progress, secondsLeft: left }: SummaryState): string => {
  if (state === "queued") return "It is being written again; it waits its turn.";
  const share = progress > 0 ? `, ${Math.floor(progress * 100)} %` : "";
  return `It is being written again${share}${left === null ? "" : ` · ${secondsLeft(left)}`}`;
};

/** How often one may still have it written; null when there is nothing to say. */
export const limitWords = ({ allowed, left, retryAfterSeconds }: Summary["rewrite"]): string => {
  if (!allowed)
    return retryAfterSeconds === null
      ? "You cannot have it written again now."
      : `You have had summaries written as often as one may for a while. You can again in ${duration(retryAfterSeconds * 1000)}.`;
  return left === 1
    ? "You can have a summary written once more for now."
    : `You can have a summary written ${left} more times for now.`;
};
