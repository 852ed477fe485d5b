import { about, isEmotion, MODE_MARKS, MODE_WORDS } from "@/app/_components/emotion-words";
import { FeelingWord } from "@/app/_components/feeling-word";
import type { Emotion } from "@/lib/emotion/labels";
import type { Segment } from "@/lib/transcripts/schema";
import { type SpokenFeeling, wordsFeel } from "../_view/feelings";

/** What the words say, and beside it what face and voice said, each by itself. */
export const RowFeelings = ({
  segment,
  feeling,
}: {
  segment: Segment;
  feeling: SpokenFeeling | null;
}) => {
  const words = wordsFeel(segment) && isEmotion(segment.emotion) ? segment.emotion : null;
  // Neutral is worth saying only where the words say something else.
  const shown = feeling && (feeling.label !== "neutral" || words !== null) ? feeling : null;
  if (words === null && shown === null) return null;
  return (
    <div className="relative flex flex-col items-start gap-0.5 self-start pt-1 pl-4 font-medium text-sm max-md:col-start-2 max-md:flex-row max-md:flex-wrap max-md:gap-x-4 max-md:pl-0">
      {words !== null && (
        <Mark
          label={words}
          score={segment.emotionScore ?? 0}
          before="words:"
          from="Guessed from the words alone"
        />
      )}
      {shown && (
        <Mark
          label={shown.label}
          score={shown.score}
          before={`${MODE_MARKS[shown.mode]}:`}
          from={`Guessed from ${MODE_WORDS[shown.mode]}`}
        />
      )}
    </div>
  );
};

const Mark = ({
  label,
  score,
  before,
  from,
}: {
  label: Emotion;
  score: number;
  before: string;
  from: string;
}) => (
  <span title={`${from}, ${about(score)} sure`}>
    <FeelingWord label={label} before={before}>
      <span className="sr-only">, {about(score)}</span>
    </FeelingWord>
  </span>
);
