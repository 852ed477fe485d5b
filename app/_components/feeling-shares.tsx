import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";
import { EMOTION_WORDS } from "./emotion-words";
import { FeelingWord } from "./feeling-word";

export type FeelingShare = { label: Emotion; share: number };

/** A share below this is not told by itself. */
const TOLD_FROM = 0.03;

/** Scores → shares worth telling, largest first. */
export const sharesOf = (scores: Readonly<Record<Emotion, number>>): FeelingShare[] =>
  EMOTIONS.map((label) => ({ label, share: scores[label] }))
    .filter(({ share }) => share >= TOLD_FROM)
    .sort((a, b) => b.share - a.share);

/** How feelings are spread: one bar in their colours, and the same in words. */
export const FeelingShares = ({
  label: name,
  shares,
}: {
  label: string;
  shares: readonly FeelingShare[];
}) => (
  <div>
    <div aria-hidden className="flex h-2 gap-0.5 overflow-hidden rounded-full bg-line">
      {shares.map(({ label, share }) => (
        <span
          key={label}
          data-emotion={label}
          title={EMOTION_WORDS[label]}
          className="bg-(--feeling) transition-[flex-grow] duration-240"
          style={{ flexGrow: share }}
        />
      ))}
    </div>
    <ul aria-label={name} className="nums mt-2 flex flex-wrap gap-x-3.5 gap-y-0.5 text-sm">
      {shares.map(({ label, share }) => (
        <li key={label}>
          <FeelingWord label={label} className="font-medium">
            <span className="font-normal text-ink-2"> {Math.round(share * 100)} %</span>
          </FeelingWord>
        </li>
      ))}
    </ul>
  </div>
);
