import { contentStems } from "@/lib/answers/words";
import type { GroqScript } from "@/lib/llm/testing/groq-server";

const LINES = 3;

/** The numbered lines and the question of an answer's prompt. */
export function readPrompt(prompt: string): {
  lines: { number: number; speaker: string; text: string }[];
  question: string;
} {
  const lines = [...prompt.matchAll(/^\[(\d+)\] ([^:]*): (.*)$/gmu)].map(
    ([, number, speaker = "", text = ""]) => ({ number: Number(number), speaker, text }),
  );
  return { lines, question: /^Question: (.*)$/mu.exec(prompt)?.[1] ?? "" };
}

/**
 * A model that does as it is told: says which of the lines have most of the question, citing each.
 * A follow-up it puts behind the question before.
 */
export const quotingModel: GroqScript = ({ messages }) => {
  const prompt = messages.at(-1)?.content ?? "";
  const followUp = /^Last question: (.*)$/mu.exec(prompt)?.[1];
  if (followUp !== undefined) {
    const [, before = ""] = [...prompt.matchAll(/^Question: (.*)$/gmu)].at(-1) ?? [];
    return `${before.replace(/[?.!]+$/u, "")}, ${followUp}`;
  }
  const { lines, question } = readPrompt(prompt);
  const wanted = contentStems(question);
  const shared = (text: string) => [...contentStems(text)].filter((s) => wanted.has(s)).length;
  const best = lines
    .filter(({ text }) => shared(text) > 0)
    .sort((a, b) => shared(b.text) - shared(a.text))
    .slice(0, LINES);
  if (best.length === 0) return "NOT IN THESE LINES";
  return best
    .map(
      ({ number, speaker, text }) =>
        `${speaker} said: ${text.replace(/[.!?]*$/u, "")} [${number}].`,
    )
    .join(" ");
};
