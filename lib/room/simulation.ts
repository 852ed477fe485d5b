import type { RoomContext } from "@/lib/room/context";

/** Ends this process as kill -9 would: no farewell, no clean-up. */
export const dieOnPurpose = (): void => void process.kill(process.pid, "SIGKILL");

/** Lets another copy's simulation reach the people of this one; only where faults may be played. */
export function listenForKills({ bus, copy }: RoomContext): void {
  bus.on((message) => {
    if (message.about === "kill" && copy.find(message.meetingId, message.participantId))
      dieOnPurpose();
  });
}
