import type { Participant } from "@/lib/room/client/room-state";
import { isModerator, type RoomRole } from "@/lib/room/schema";

type Raised = Pick<Participant, "id" | "handRaisedAtMs" | "joinOrder">;

/** Who raised a hand, the first one first. */
export const handsUp = <P extends Raised>(people: readonly P[]): P[] =>
  people
    .filter((person) => person.handRaisedAtMs !== null)
    .sort((a, b) => (a.handRaisedAtMs ?? 0) - (b.handRaisedAtMs ?? 0) || a.joinOrder - b.joinOrder);

/** The number of each raised hand, from 1. */
export const handNumbers = (people: readonly Raised[]): ReadonlyMap<string, number> =>
  new Map(handsUp(people).map(({ id }, index) => [id, index + 1]));

/** Everybody as the list shows them: raised hands first in their order, then as they came. */
export const listed = <P extends Raised>(people: readonly P[]): P[] => [
  ...handsUp(people),
  ...people.filter((person) => person.handRaisedAtMs === null),
];

type Seated = Pick<Participant, "id" | "role" | "isGuest" | "isSelf">;

/** Whether the meeting goes on with its host when one leaves. */
export const hasOtherHost = (people: readonly Seated[]): boolean =>
  people.some((person) => !person.isSelf && person.role === "host");

/**
 * Who becomes the host when one leaves as the only one, as the server decides it: the co-host who
 * came first, else the signed-in person who came first. Null: the meeting waits, then ends.
 */
export const successorOf = <P extends Seated>(people: readonly P[]): P | null => {
  const others = people.filter((person) => !person.isSelf);
  return (
    others.find(({ role }) => role === "cohost") ?? others.find(({ isGuest }) => !isGuest) ?? null
  );
};

/** What one may do about somebody else; the server has the last word. */
export const rightsOver = (
  self: { role: RoomRole } | null,
  person: { role: RoomRole; isSelf: boolean },
): { keepsOrder: boolean; remove: boolean; assign: boolean } => {
  const role = self?.role ?? "participant";
  return {
    keepsOrder: isModerator(role) && !person.isSelf,
    remove: !person.isSelf && (role === "host" || (role === "cohost" && person.role !== "host")),
    assign: role === "host" && !person.isSelf && person.role !== "host",
  };
};
