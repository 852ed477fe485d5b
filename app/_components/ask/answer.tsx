import type { AnswerSentence } from "@/lib/answers/schema";
import { numbersOf } from "@/lib/client/ask";
import { CitationChip } from "./citation-chip";

/** Checked sentences, each with the numbers of the lines that say so; passages stand by themselves. */
export const Sentences = ({
  sentences,
  quoted,
  draft = "",
  onJump,
}: {
  sentences: readonly AnswerSentence[];
  /** Passages word for word rather than a text. */
  quoted: boolean;
  /** The sentence being written, not checked yet. */
  draft?: string;
  onJump: ((position: number) => void) | null;
}) => {
  const numbers = numbersOf(sentences);
  const chips = (sentence: AnswerSentence) =>
    sentence.sources.map((source) => (
      <CitationChip
        key={source.segmentId}
        number={numbers.get(source.segmentId) ?? 0}
        source={source}
        onJump={onJump}
      />
    ));
  /** The first number stays on the line of the word it follows. */
  const cited = (sentence: AnswerSentence) => {
    const [head, tail] = cutLastWord(sentence.text);
    const [first, ...rest] = chips(sentence);
    return (
      <>
        {head}
        <span className="whitespace-nowrap">
          {tail}
          {first}
        </span>
        {rest}
      </>
    );
  };
  if (quoted)
    return (
      <ul className="flex flex-col gap-3">
        {sentences.map((sentence, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: passages of a finished answer stay in place.
          <li key={index} className="border-line border-l-2 pl-3.5">
            <Passage sentence={sentence} />
            {chips(sentence)}
          </li>
        ))}
      </ul>
    );
  return (
    <div
      dir="auto"
      className="whitespace-pre-line text-pretty font-read text-[1.125rem] leading-[1.55] [overflow-wrap:anywhere]"
    >
      {sentences.map((sentence, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is its place in the answer.
        <span key={index}>{cited(sentence)} </span>
      ))}
      {draft !== "" && (
        <span aria-hidden className="text-ink-3">
          {draft}
        </span>
      )}
    </div>
  );
};

/** Longer, a word must be allowed to break. */
const WORD_MAX = 24;

const cutLastWord = (text: string): [head: string, tail: string] => {
  const at = text.lastIndexOf(" ") + 1;
  return text.length - at > WORD_MAX ? [text, ""] : [text.slice(0, at), text.slice(at)];
};

const Passage = ({ sentence }: { sentence: AnswerSentence }) => (
  <q dir="auto" className="font-read text-[1.0625rem] leading-normal [overflow-wrap:anywhere]">
    {sentence.text}
  </q>
);
