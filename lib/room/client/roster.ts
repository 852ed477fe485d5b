import type { RoomPerson } from "@/lib/room/schema";
import { medianQuality } from "./link-quality";
import type { LocalMedia } from "./local-media";
import type { Mesh } from "./mesh";
import { type Participant, sameParticipant } from "./room-state";
import type { ScreenShare } from "./screen-share";

type RosterOptions = {
  media: Pick<LocalMedia, "mediaState" | "stream">;
  mesh: Pick<Mesh, "peer" | "qualityOf">;
  share: Pick<ScreenShare, "state" | "stream">;
};

/** Everybody in the room, the server's word joined with what arrives from them here. */
export class Roster {
  selfId: string | null = null;
  readonly #options: RosterOptions;
  readonly #streams = new Map<string, MediaStream>();
  readonly #screens = new Map<string, MediaStream>();
  #people: readonly RoomPerson[] = [];
  #shown: readonly Participant[] = [];

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#people.length;
  }

  get self(): RoomPerson | null {
    return this.#people.find(({ id }) => id === this.selfId) ?? null;
  }

  get others(): readonly RoomPerson[] {
    return this.#people.filter(({ id }) => id !== this.selfId);
  }

  /** The name of somebody else who shares a screen. */
  get presenter(): string | null {
    return this.others.find(({ screen }) => screen)?.name ?? null;
  }

  replace(people: readonly RoomPerson[]): void {
    this.#people = people;
  }

  /** What is known here before the server's next list says it. */
  changeSelf(change: Partial<RoomPerson>): void {
    this.#people = this.#people.map((person) =>
      person.id === this.selfId ? { ...person, ...change } : person,
    );
  }

  setStream(id: string, stream: MediaStream): void {
    this.#streams.set(id, stream);
  }

  setScreen(id: string, stream: MediaStream): void {
    this.#screens.set(id, stream);
  }

  streamOf(id: string): MediaStream | null {
    return this.#streams.get(id) ?? null;
  }

  forget(id: string): void {
    this.#streams.delete(id);
    this.#screens.delete(id);
  }

  /** As pages show them; whoever did not change, and a list without changes, is the same object. */
  participants(): readonly Participant[] {
    const known = new Map(this.#shown.map((person) => [person.id, person]));
    const next = this.#people.map((person): Participant => {
      const participant = person.id === this.selfId ? this.#own(person) : this.#other(person);
      const before = known.get(person.id);
      return before && sameParticipant(before, participant) ? before : participant;
    });
    const isSame =
      next.length === this.#shown.length &&
      next.every((person, index) => person === this.#shown[index]);
    if (!isSame) this.#shown = next;
    return this.#shown;
  }

  #own(person: RoomPerson): Participant {
    const { media, mesh, share } = this.#options;
    const links = this.others.flatMap(({ id }) => mesh.qualityOf(id) ?? []);
    return {
      ...person,
      // One's own switches show at once, not after a round trip.
      media: media.mediaState,
      isSelf: true,
      stream: media.stream,
      path: "connected",
      screenStream: share.state.on ? share.stream : null,
      quality: medianQuality(links),
    };
  }

  #other(person: RoomPerson): Participant {
    const { mesh } = this.#options;
    const screen = this.#screens.get(person.id);
    return {
      ...person,
      isSelf: false,
      stream: this.streamOf(person.id),
      path: mesh.peer(person.id)?.path ?? "connecting",
      screenStream: screen && screen.id === person.screen?.streamId ? screen : null,
      quality: mesh.qualityOf(person.id),
    };
  }
}
