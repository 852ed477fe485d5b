import type { AnswerSentence, Turn } from "@/lib/answers/schema";
import { numbersOf } from "./ask";
import { clock, longDate } from "./format";
import { meetingPath } from "./paths";

/** An answer as text: its sentences with numbers, and below the lines they cite, with links. */
export const answerText = (turn: Pick<Turn, "question" | "sentences">, origin: string): string => {
  const numbers = numbersOf(turn.sentences);
  const cited = new Map(
    turn.sentences.flatMap(({ sources }) => sources.map((one) => [one.segmentId, one] as const)),
  );
  const marks = ({ sources }: AnswerSentence): string =>
    sources.map(({ segmentId }) => ` [${numbers.get(segmentId)}]`).join("");
  const body = turn.sentences.map((sentence) => `${sentence.text}${marks(sentence)}`).join("\n");
  const notes = [...numbers].flatMap(([segmentId, number]) => {
    const one = cited.get(segmentId);
    if (one === undefined) return [];
    const when = one.meetingStartedAt === null ? "" : `, ${longDate(one.meetingStartedAt)}`;
    return [
      `[${number}] ${one.speaker}, ${clock(one.startMs)} in “${one.meetingTitle}”${when}: “${one.text}”\n    ${origin}${meetingPath(one.meetingId, one.position)}`,
    ];
  });
  return [turn.question, body, notes.join("\n")].filter((part) => part !== "").join("\n\n");
};
