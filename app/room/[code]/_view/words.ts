import type { LinkQuality } from "@/lib/room/client/link-quality";
import type { LinkReport } from "@/lib/room/client/link-stats";
import type { Participant, RoomState } from "@/lib/room/client/room-state";
import type { ConsentState } from "@/lib/room/consent";
import type { LobbyMode, ReactionEmoji } from "@/lib/room/schema";

/** What a reaction is called when it is read out. */
export const REACTION_WORDS: Record<ReactionEmoji, string> = {
  "👍": "thumbs up",
  "👏": "applause",
  "❤️": "a heart",
  "😂": "laughter",
  "🎉": "a party popper",
  "😮": "surprise",
};

export const LOBBY_WORDS: Record<LobbyMode, string> = {
  off: "Off",
  guests: "Guests only",
  everyone: "Everyone",
};

export const CONSENT_WORDS: Record<ConsentState, string> = {
  unasked: "has not answered about recording",
  granted: "agreed to be recorded",
  declined: "is not recorded",
  withdrawn: "is not recorded any more",
};

export const QUALITY_WORDS: Record<LinkQuality, string> = {
  good: "good connection",
  fair: "fair connection",
  poor: "weak connection",
};

type Named = Pick<Participant, "name" | "isSelf">;

export const shownName = ({ name, isSelf }: Named): string => (isSelf ? `${name} (you)` : name);

/** "Lena Novak" → "Lena", where there is little room. */
export const shortName = ({ name, isSelf }: Named): string =>
  isSelf ? "You" : (name.trim().split(/\s+/u)[0] ?? name);

/** What is wrong with the way to this person, if anything, in a few words. */
export const troubleOf = ({
  isSelf,
  connection,
  path,
}: Pick<Participant, "isSelf" | "connection" | "path">): string | null => {
  if (isSelf) return null;
  if (connection === "reconnecting") return "Coming back…";
  if (path === "recovering") return "Reconnecting…";
  return path === "connecting" ? "Connecting…" : null;
};

/** A tile read out: the name first, then everything its marks show. */
export const tileLabel = (
  person: Pick<Participant, "name" | "isSelf" | "media" | "quality" | "connection" | "path">,
  { isSpeaking, hand, isPinned }: { isSpeaking: boolean; hand: number | null; isPinned: boolean },
): string => {
  const { media, quality, isSelf } = person;
  const isWeak = !isSelf && quality !== null && quality !== "good";
  return [
    shownName(person),
    media.microphone ? null : "muted",
    media.camera ? null : "camera off",
    isSpeaking ? "speaking" : null,
    hand === null ? null : `hand raised, number ${hand}`,
    isPinned ? "pinned" : null,
    isWeak ? QUALITY_WORDS[quality] : null,
    troubleOf(person),
  ]
    .filter(Boolean)
    .join(", ");
};

/** What was measured of a link, as rows of name and value; what is not known is left out. */
export const reportRows = (report: LinkReport): { name: string; value: string }[] => {
  const { rttMs, lossPercent, jitterMs, kbpsIn, kbpsOut, fps, width, height } = report;
  const row = (name: string, value: number | null, unit: string) =>
    value === null ? [] : [{ name, value: `${value} ${unit}` }];
  const picture =
    width !== null && height !== null
      ? [
          {
            name: "Picture",
            value: `${width} × ${height}${fps === null ? "" : `, ${Math.round(fps)} a second`}`,
          },
        ]
      : [];
  return [
    ...row("Round trip", rttMs === null ? null : Math.round(rttMs), "ms"),
    ...row("Lost packets", lossPercent, "%"),
    ...row("Jitter", jitterMs === null ? null : Math.round(jitterMs), "ms"),
    ...row("Arriving", kbpsIn, "kbit/s"),
    ...row("Leaving", kbpsOut, "kbit/s"),
    ...picture,
    ...(report.path === null ? [] : [{ name: "Way", value: wayOf(report) }]),
  ];
};

const wayOf = ({ path, protocol }: LinkReport): string => {
  const way = path === "relay" ? "through a relay" : "direct";
  return protocol === null ? way : `${way}, ${protocol.toUpperCase()}`;
};

/** How long somebody has been waiting: `since just now`, `for 2 min`. */
export const waitingFor = (sinceMs: number, nowMs: number): string => {
  const minutes = Math.floor((nowMs - sinceMs) / 60_000);
  return minutes < 1 ? "since just now" : `for ${minutes} min`;
};

/** The size of the room beside what a mesh carries well. */
export const sizeLine = (here: number, capacity: number, comfortable: number): string =>
  `${here} of ${capacity} here · comfortable up to ${Math.min(comfortable, capacity)}`;

export const crowdWarning = (comfortable: number): string =>
  `More than ${comfortable} people: everybody’s pictures get smaller and slower. Turn cameras off where you can.`;

export const WEAK_LINE = "Your connection is weak. Turning your camera off keeps your sound clear.";

/** Whether the trouble is on one's own side: the ways to most of the others are poor. */
export const isOwnLineWeak = ({
  status,
  people,
  self,
}: Pick<RoomState, "status" | "people" | "self">): boolean =>
  status === "connected" && people.length > 1 && self?.quality === "poor";
