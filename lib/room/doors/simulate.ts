import { forbidden, notFound } from "@/lib/platform/errors";
import { event } from "@/lib/platform/sockets";
import { roomMember } from "@/lib/room/access";
import { seatRoom } from "@/lib/room/keys";
import { clientEvents } from "@/lib/room/schema";
import { dieOnPurpose } from "@/lib/room/simulation";
import { tell } from "@/lib/room/tell";

/** Plays a fault at oneself or at somebody in the same room; open only where `canSimulate` says so. */
const simulate = event({
  name: "room:simulate",
  ...clientEvents["room:simulate"],
  access: roomMember,
  limit: { points: 30, seconds: 60 },
  handler: async ({ data: { fault, to }, principal: { context, member } }) => {
    const { meetingId, record } = member;
    const id = to ?? record.person.id;
    if (!(await context.feed.isHere(meetingId, id)))
      throw notFound("That person is not in this room.");
    if (record.person.role === "participant" && id !== record.person.id)
      throw forbidden("Only hosts may play a fault at somebody else.");
    if (fault.what !== "kill-copy")
      tell(context.copy, seatRoom(meetingId, id), "room:simulate", fault);
    // The acknowledgement leaves first.
    else if (context.copy.find(meetingId, id)) setImmediate(dieOnPurpose);
    else context.bus.send({ about: "kill", meetingId, participantId: id });
    return {};
  },
});

export const simulateDoors = [simulate];
