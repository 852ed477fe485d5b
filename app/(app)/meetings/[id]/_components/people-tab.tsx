import { count, duration } from "@/lib/client/format";
import type { MeetingDetail, MeetingPerson } from "@/lib/meetings/schema";
import type { SpeakerStatistics } from "@/lib/transcripts/schema";
import { Avatar, speakerColour } from "../../../../_components/ui";

const CONSENT: Record<MeetingPerson["recording"], string> = {
  granted: "Agreed to be recorded",
  declined: "Did not agree to be recorded",
  withdrawn: "Took the consent back",
  unasked: "Was not asked to be recorded",
};

/** Has words without having been asked: the speech came in as a file. */
const isImported = (person: MeetingPerson, spoke: boolean): boolean =>
  spoke && person.recording === "unasked";

const roleOf = (person: MeetingPerson, spoke: boolean): string => {
  if (person.isHost) return "Host";
  return person.isGuest && !isImported(person, spoke) ? "Guest" : "";
};

const consentOf = (person: MeetingPerson, spoke: boolean): string =>
  isImported(person, spoke) ? "From an imported recording" : CONSENT[person.recording];

const Measure = ({ label, value, share }: { label: string; value: string; share: number }) => (
  <div className="grid grid-cols-[4.75rem_minmax(0,1fr)_5.25rem] items-center gap-2 text-sm">
    <dt className="text-ink-3">{label}</dt>
    <dd className="order-3 nums text-right text-ink-2">{value}</dd>
    <dd aria-hidden className="order-2 h-1.5 overflow-hidden rounded-full bg-line">
      <div
        className="h-full rounded-full bg-(--speaker)"
        style={{ width: `${Math.round(share * 100)}%` }}
      />
    </dd>
  </div>
);

/** A part of the largest, 0..1. */
const partOf = (value: number, largest: number): number => (largest > 0 ? value / largest : 0);

/** Who was there, how much each of them spoke, and who agreed to be recorded. */
export const PeopleTab = ({
  meeting,
  statistics,
}: {
  meeting: MeetingDetail;
  statistics: readonly SpeakerStatistics[];
}) => {
  const spoke = new Map(statistics.map((entry) => [entry.participantId, entry]));
  const most = {
    time: Math.max(0, ...statistics.map((entry) => entry.speakingMs)),
    words: Math.max(0, ...statistics.map((entry) => entry.words)),
    pace: Math.max(0, ...statistics.map((entry) => entry.wordsPerMinute)),
  };
  const people = meeting.people.toSorted(
    (a, b) => (spoke.get(b.id)?.speakingMs ?? 0) - (spoke.get(a.id)?.speakingMs ?? 0),
  );
  if (people.length === 0) return <p className="text-ink-2">Nobody was in this meeting yet.</p>;
  return (
    <ul className="flex flex-col divide-y divide-line">
      {people.map((person) => {
        const entry = spoke.get(person.id);
        return (
          <li
            key={person.id}
            data-speaker={speakerColour(person.colour)}
            className="flex flex-col gap-2.5 py-4 first:pt-0"
          >
            <div className="flex items-center gap-3">
              <Avatar name={person.name} colour={person.colour} size="md" />
              <div className="min-w-0 flex-1">
                <div className="flex items-baseline gap-2">
                  <span className="truncate font-semibold text-(--speaker)">{person.name}</span>
                  <span className="text-ink-3 text-sm">{roleOf(person, entry !== undefined)}</span>
                </div>
                <div className="text-ink-2 text-sm">{consentOf(person, entry !== undefined)}</div>
              </div>
              {entry !== undefined && (
                <span className="nums font-semibold">{Math.round(entry.share * 100)} %</span>
              )}
            </div>
            {entry !== undefined && (
              <dl className="flex flex-col gap-1.5">
                <Measure
                  label="Spoke for"
                  value={duration(entry.speakingMs)}
                  share={partOf(entry.speakingMs, most.time)}
                />
                <Measure
                  label="Words"
                  value={entry.words.toLocaleString("en")}
                  share={partOf(entry.words, most.words)}
                />
                <Measure
                  label="Pace"
                  value={`${Math.round(entry.wordsPerMinute)} WPM`}
                  share={partOf(entry.wordsPerMinute, most.pace)}
                />
              </dl>
            )}
            {entry !== undefined && (
              <p className="text-ink-3 text-sm">{count(entry.turns, "turn", "turns")}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
};
