import type { Participant, RoomState } from "@/lib/room/client/room-state";
import { shownName } from "./words";

/** What stands on the stage. A screen's tile is named after who shares it. */
export type StageTiles = {
  people: readonly Participant[];
  /** Whose screen is shown; one's own is not, it would mirror itself without end. */
  presenter: Participant | null;
  /** The large tile; null when all are equally large. */
  featured: string | null;
};

export const screenTileOf = (participantId: string): string => `screen-${participantId}`;

/** Who is shown, and who large: the pinned one, else a shared screen, else whoever speaks. */
export const stageTiles = (input: {
  people: readonly Participant[];
  selfView: boolean;
  pinned: string | null;
  /** Who is large when nobody is pinned and nothing shared; null: all equally. */
  speaker: string | null;
}): StageTiles => {
  const others = input.people.filter((person) => !person.isSelf);
  const people = input.selfView || others.length === 0 ? input.people : others;
  const presenter = others.find((person) => person.screen !== null) ?? null;
  const pinned = people.some(({ id }) => id === input.pinned) ? input.pinned : null;
  const featured = pinned ?? (presenter ? screenTileOf(presenter.id) : input.speaker);
  return { people, presenter, featured };
};

/** What the small window beside other programs shows. */
export type PipSubject = {
  id: string;
  title: string;
  stream: MediaStream | null;
  hasPicture: boolean;
  isMirrored: boolean;
};

/** A shared screen, else who speaks, else who is large, else anybody. */
export const pipSubject = (
  { people, activeSpeakerId }: Pick<RoomState, "people" | "activeSpeakerId">,
  stage: StageTiles,
): PipSubject | null => {
  const { presenter } = stage;
  if (presenter) {
    const { id, name, screenStream } = presenter;
    const title = `Screen of ${name}`;
    return { id, title, stream: screenStream, hasPicture: true, isMirrored: false };
  }
  const others = people.filter((person) => !person.isSelf);
  const shown =
    others.find(({ id }) => id === activeSpeakerId) ??
    others.find(({ id }) => id === stage.featured) ??
    others[0] ??
    people[0];
  if (!shown) return null;
  const { id, stream, media, isSelf } = shown;
  return { id, title: shownName(shown), stream, hasPicture: media.camera, isMirrored: isSelf };
};
