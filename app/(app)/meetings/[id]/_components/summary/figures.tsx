import { about } from "@/app/_components/emotion-words";
import { FeelingShares } from "@/app/_components/feeling-shares";
import { FeelingWord } from "@/app/_components/feeling-word";
import { clock, count, duration } from "@/lib/client/format";
import type { SummaryFigures } from "@/lib/summaries/schema";
import { speakerColour } from "../../../../../_components/ui";
import { TimeChip } from "../time-chip";
import { Heading } from "./sections";

/** A share below this is not told by itself. */
const TOLD_FROM = 0.03;

/** What is counted: who spoke how long, how fast, and what the words sound like. */
export const Figures = ({
  figures,
  onJump,
}: {
  figures: SummaryFigures;
  onJump: (position: number) => void;
}) => {
  const { people, pace, emotions, moments } = figures;
  const shares = emotions
    .filter(({ share }) => share >= TOLD_FROM)
    .map(({ emotion, share }) => ({ label: emotion, share }))
    .toSorted((a, b) => b.share - a.share);
  return (
    <>
      {people.length > 0 && (
        <section aria-label="Time spoken">
          <Heading>Time spoken</Heading>
          <TimeSpoken people={people} />
        </section>
      )}
      {pace.length > 1 && (
        <section aria-label="Pace">
          <Heading>Pace</Heading>
          <Pace pace={pace} durationMs={figures.durationMs} />
        </section>
      )}
      {shares.length > 0 && (
        <section aria-label="What the words say">
          <Heading>What the words say</Heading>
          <FeelingShares label="Feelings in the words" shares={shares} />
          <Moments moments={moments} onJump={onJump} />
          <p className="mt-2 text-pretty text-ink-3 text-sm">
            Guessed from the words alone, line by line.
          </p>
        </section>
      )}
    </>
  );
};

const TimeSpoken = ({ people }: { people: SummaryFigures["people"] }) => {
  const most = Math.max(1, ...people.map(({ spokenMs }) => spokenMs));
  return (
    <ul className="flex flex-col gap-1.5">
      {people.map((person) => (
        <li
          key={person.participantId}
          data-speaker={speakerColour(person.colour)}
          className="grid grid-cols-[minmax(0,7rem)_minmax(0,1fr)_6.5rem] items-center gap-2.5 text-sm"
        >
          <span className="truncate font-semibold text-(--speaker)">
            <bdi>{person.name}</bdi>
          </span>
          <span aria-hidden className="h-2 overflow-hidden rounded-full bg-line">
            <span
              className="block h-full rounded-full bg-(--speaker)"
              style={{ width: `${(person.spokenMs / most) * 100}%` }}
            />
          </span>
          <span className="nums text-right text-ink-2">
            {duration(person.spokenMs)} · {Math.round(person.share * 100)} %
            <span className="sr-only">
              {" "}
              of the words, {count(person.turns, "turn", "turns")},{" "}
              {Math.round(person.wordsPerMinute)} words a minute
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
};

const WIDTH = 240;
const HEIGHT = 36;

const Pace = ({ pace, durationMs }: { pace: SummaryFigures["pace"]; durationMs: number }) => {
  const rates = pace.map(({ wordsPerMinute }) => wordsPerMinute);
  const most = Math.max(1, ...rates);
  const points = rates.map((rate, index) => {
    const x = (index / (rates.length - 1)) * WIDTH;
    return `${x.toFixed(1)},${(HEIGHT - (rate / most) * (HEIGHT - 3) - 1.5).toFixed(1)}`;
  });
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const fastest = pace.find(({ wordsPerMinute }) => wordsPerMinute === Math.max(...rates));
  const words = `${Math.round(mean)} words a minute on average, ${Math.round(most)} at most, from ${clock(fastest?.startMs ?? 0)} on.`;
  return (
    <>
      <svg
        role="img"
        aria-label={`Words a minute over the meeting: ${words}`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-10 w-full"
      >
        <polygon
          points={`0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`}
          className="fill-accent-soft"
        />
        <polyline
          points={points.join(" ")}
          vectorEffect="non-scaling-stroke"
          className="fill-none stroke-2 stroke-accent"
        />
      </svg>
      <p aria-hidden className="nums flex justify-between text-ink-3 text-xs">
        <span>{clock(0)}</span>
        <span>{clock(durationMs)}</span>
      </p>
      <p className="nums mt-1 text-ink-2 text-sm">{words}</p>
    </>
  );
};

/** Lines whose words carry most. */
const Moments = ({
  moments,
  onJump,
}: {
  moments: SummaryFigures["moments"];
  onJump: (position: number) => void;
}) => (
  <ul className="mt-3 flex flex-col gap-2.5 empty:hidden">
    {moments.map((moment) => (
      <li key={moment.segmentId} data-speaker={speakerColour(moment.colour)}>
        <div className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <TimeChip position={moment.position} startMs={moment.startMs} onJump={onJump} />
          <span className="font-semibold text-(--speaker)">
            <bdi>{moment.speaker}</bdi>
          </span>
          <FeelingWord label={moment.emotion} className="font-medium">
            <span className="nums font-normal text-ink-2">, {about(moment.score)}</span>
          </FeelingWord>
        </div>
        <p dir="auto" className="line-clamp-3 font-read text-[1.0625rem] leading-snug">
          {moment.text}
        </p>
      </li>
    ))}
  </ul>
);
