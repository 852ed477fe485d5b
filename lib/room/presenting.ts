import { nowMs } from "@/lib/platform/clock";
import { conflict } from "@/lib/platform/errors";
import type { RoomContext } from "@/lib/room/context";
import { withRoomLock } from "@/lib/room/lock";
import { endShare } from "@/lib/room/moderation";
import type { Member } from "@/lib/room/room-copy";
import type { ClientEventIn } from "@/lib/room/schema";
import { peopleHere } from "@/lib/room/state";

/**
 * Shares one's screen, or stops. One at a time: while somebody else presents it throws `conflict`
 * with the question to ask, and with `takeOver` the other one's share ends.
 *
 * A share lasts while its socket's seat does: a page that joins again shares nothing until it says
 * so, since the server cannot tell a page that came back from one that was loaded anew.
 */
export async function present(
  context: RoomContext,
  member: Member,
  data: ClientEventIn<"room:present">,
): Promise<void> {
  const { copy, feed } = context;
  const { meetingId, record } = member;
  await withRoomLock(meetingId, async () => {
    if (!data.on) {
      if (!record.person.screen) return;
      record.person.screen = null;
    } else {
      const self = record.person;
      const others = (await peopleHere(meetingId)).filter(
        (person) => person.id !== self.id && person.screen,
      );
      if (others[0] && !data.takeOver)
        throw conflict(`${others[0].name} is presenting. Take over?`);
      for (const person of others) await endShare(context, { meetingId, by: self, person });
      const { streamId, hasSound } = data;
      record.person = { ...record.person, screen: { streamId, hasSound, sinceMs: nowMs() } };
    }
    await copy.save(member);
  });
  feed.changed(meetingId);
}
