import type { Spool } from "./spool";
import { isAbandoned } from "./track-lock";
import type { Uploader } from "./uploader";

/** What nobody came back for is deleted; speech does not stay on a device for ever. */
const LEFTOVER_LIFE_MS = 7 * 24 * 3_600_000;

/**
 * Sends what an earlier page of this browser recorded in this meeting and could not send: a closed
 * tab, a crash, a lost network. Needs the same seat. Yields how many tracks were taken up.
 */
export const recoverLeftovers = async (input: {
  code: string;
  spool: Spool;
  uploader: Uploader;
  nowMs?: number;
}): Promise<number> => {
  const now = input.nowMs ?? Date.now();
  let taken = 0;
  for (const track of await input.spool.tracks()) {
    if (!(await isAbandoned(track.id))) continue;
    if (now - track.createdAtMs > LEFTOVER_LIFE_MS) {
      await input.spool.dropTrack(track.id);
    } else if (track.code === input.code) {
      await input.uploader.restore(track);
      taken += 1;
    }
  }
  return taken;
};
