"use client";

import { AudioLines, type LucideIcon, ScanFace } from "lucide-react";
import { about, MODE_WORDS } from "@/app/_components/emotion-words";
import { FeelingBars } from "@/app/_components/feeling-bars";
import { FeelingWord } from "@/app/_components/feeling-word";
import { Avatar, speakerColour } from "@/app/_components/ui";
import { capital } from "@/lib/client/format";
import type { ReadingMode } from "@/lib/emotion/schema";
import type { FeelingCard as Card } from "../_hooks/use-feelings";
import { type Feeling, sparkWords } from "../_view/feelings";
import { shownName } from "../_view/words";

const MODE_ICONS: Record<ReadingMode, readonly LucideIcon[]> = {
  both: [ScanFace, AudioLines],
  video_only: [ScanFace],
  audio_only: [AudioLines],
};

/** Somebody, what was guessed of them last, and their last half minute. */
export const FeelingCard = ({ card, seenBy }: { card: Card; seenBy?: string }) => {
  const { person, feeling, bars } = card;
  return (
    <li
      data-speaker={speakerColour(person.colour)}
      className="flex flex-col gap-2 rounded-md bg-sunken/60 px-3 py-2.5"
    >
      <div className="flex min-h-9 items-center gap-2.5">
        <Avatar name={person.name} colour={person.colour} size="md" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-semibold text-(--speaker)">{shownName(person)}</p>
          {seenBy !== undefined && <p className="text-ink-3 text-xs">{seenBy}</p>}
        </div>
        {feeling.kind !== "nothing" && <ModeBadge mode={feeling.mode} />}
      </div>
      <div className="flex min-h-6 items-center font-semibold">
        <Guess feeling={feeling} />
      </div>
      <FeelingBars bars={bars} says={sparkWords(bars)} className="h-7" />
      {feeling.kind !== "nothing" && feeling.notes.length > 0 && (
        <p className="text-sm text-warn">{feeling.notes.join(". ")}</p>
      )}
    </li>
  );
};

const Guess = ({ feeling }: { feeling: Feeling }) => {
  if (feeling.kind === "sure")
    return (
      <FeelingWord
        label={feeling.label}
        className="[&>.rounded-full]:size-2 [&_[data-emotion]]:capitalize"
      >
        <span className="nums font-normal text-ink-2">, {about(feeling.score)}</span>
      </FeelingWord>
    );
  if (feeling.kind === "unsure")
    return (
      <span>
        Unsure <span className="font-normal text-ink-3">· no clear guess</span>
      </span>
    );
  return <span className="font-normal text-ink-2">{feeling.sentence}</span>;
};

const ModeBadge = ({ mode }: { mode: ReadingMode }) => {
  const icons = MODE_ICONS[mode];
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full bg-surface px-2 py-0.5 text-ink-2 text-xs">
      {icons.map((Icon, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one or two fixed icons.
        <Icon key={index} aria-hidden className="size-3.5" />
      ))}
      {capital(MODE_WORDS[mode])}
    </span>
  );
};
