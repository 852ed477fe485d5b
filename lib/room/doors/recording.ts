import { event } from "@/lib/platform/sockets";
import { recordConsent, startRecording, stopRecording } from "@/lib/recordings/service";
import { type RoomPrincipal, roomMember, roomModerator } from "@/lib/room/access";
import { meetingRoom } from "@/lib/room/keys";
import { clientEvents, type RecordingState } from "@/lib/room/schema";

/** Tells the room about its recording. */
function tellRecording({ context, member }: RoomPrincipal, state: RecordingState): RecordingState {
  context.copy.nsp.to(meetingRoom(member.meetingId)).emit("room:recording", state);
  context.feed.changed(member.meetingId);
  return state;
}

const startRecordingDoor = event({
  name: "recording:start",
  ...clientEvents["recording:start"],
  access: roomModerator,
  limit: { points: 20, seconds: 60 },
  handler: async ({ principal }) =>
    tellRecording(principal, await startRecording({ meetingId: principal.member.meetingId })),
});

const stopRecordingDoor = event({
  name: "recording:stop",
  ...clientEvents["recording:stop"],
  access: roomModerator,
  limit: { points: 20, seconds: 60 },
  handler: async ({ principal }) =>
    tellRecording(principal, await stopRecording({ meetingId: principal.member.meetingId })),
});

const consent = event({
  name: "recording:consent",
  ...clientEvents["recording:consent"],
  access: roomMember,
  limit: { points: 20, seconds: 60 },
  handler: async ({ data, principal: { context, member } }) => {
    const { meetingId, record } = member;
    const recording = await recordConsent({
      meetingId,
      participantId: record.person.id,
      agree: data.agree,
      noticeVersion: data.noticeVersion,
    });
    record.person.recording = recording;
    await context.copy.saveOrLater(member);
    context.feed.changed(meetingId);
    return { recording };
  },
});

export const recordingDoors = [startRecordingDoor, stopRecordingDoor, consent];
