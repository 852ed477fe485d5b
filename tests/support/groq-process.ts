import type { GroqAnswer, GroqRequest } from "@/lib/llm/testing/groq-replies";
import { startGroqServer } from "@/lib/llm/testing/groq-server";

/**
 * A stand-in for Groq as a process of its own, for a website under test: listens on the port given
 * as first argument until it is ended. It answers questions and writes summaries out of the lines it
 * is shown, and always adds a sentence that nobody said.
 */
const port = Number(process.argv[2]);
if (!Number.isInteger(port) || port <= 0) throw new Error("Say on which port to listen.");

/** Quick enough for a test, slow enough to be seen as it is written. */
const PAUSE_MS = 15;
const INVENTED = "The moon is made of green cheese";

interface Line {
  number: number;
  speaker: string;
  text: string;
}

const linesIn = (prompt: string): Line[] =>
  Array.from(prompt.matchAll(/^\[(\d+)\] (?:[\d:]+ )?(.+?): (.+)$/gmu), (found) => ({
    number: Number(found[1]),
    speaker: found[2] ?? "",
    text: found[3] ?? "",
  }));

const wordsOf = (text: string): Set<string> =>
  new Set(text.toLowerCase().match(/\p{L}{4,}/gu) ?? []);

/** Lines by how many words they share with a question, most first; those that share none are out. */
function nearest(lines: Line[], question: string): Line[] {
  const wanted = wordsOf(question);
  const shared = (line: Line) => [...wordsOf(line.text)].filter((word) => wanted.has(word)).length;
  return lines
    .filter((line) => shared(line) > 0)
    .sort((a, b) => shared(b) - shared(a))
    .slice(0, 2);
}

function answerOf(prompt: string): GroqAnswer {
  const question = /^Question: (.+)$/mu.exec(prompt)?.[1] ?? "";
  const chosen = nearest(linesIn(prompt), question);
  const sentences = chosen.map(({ number, text }) => `${text.replace(/[.?!]$/u, "")} [${number}].`);
  const text = [...sentences, `${INVENTED} [1].`].join(" ");
  return { pieces: text.match(/\s*\S{1,6}/gu) ?? [], pauseMs: PAUSE_MS };
}

function summaryOf(prompt: string): string {
  const lines = linesIn(prompt);
  const told = ({ number, text }: Line) => ({ text, lines: [number] });
  const those = (pattern: RegExp) => lines.filter(({ text }) => pattern.test(text));
  return JSON.stringify({
    overview: [...lines.slice(0, 2).map(told), { text: `${INVENTED}.`, lines: [0] }],
    keyPoints: lines.slice(2, 4).map(told),
    decisions: those(/\bdecided\b/iu).map(told),
    actionItems: those(/\bI will\b/u).map((line) => ({
      ...told(line),
      who: line.speaker,
      when: null,
    })),
    openQuestions: [],
    topics: [{ label: "Spring release", from: 0, to: lines.at(-1)?.number ?? 0 }],
    contributions: [],
    extra: [],
  });
}

function script({ messages, json }: GroqRequest): GroqAnswer {
  const prompt = messages.map(({ content }) => content).join("\n");
  if (json) return summaryOf(messages.at(-1)?.content ?? "");
  const followUp = /^Last question: (.+)$/mu.exec(prompt)?.[1];
  return followUp ?? answerOf(messages.at(-1)?.content ?? "");
}

await startGroqServer({ port, script });
