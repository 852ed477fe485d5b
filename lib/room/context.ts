import type { CopyBus } from "@/lib/room/copy-bus";
import type { Lobby } from "@/lib/room/lobby";
import type { PeopleFeed } from "@/lib/room/people-feed";
import type { RoomCopy } from "@/lib/room/room-copy";

/** What every room function works with. */
export interface RoomContext {
  /** This copy's people. */
  copy: RoomCopy;
  /** The news about all people. */
  feed: PeopleFeed;
  /** Those in front of the doors. */
  lobby: Lobby;
  /** What copies tell each other. */
  bus: CopyBus;
}
