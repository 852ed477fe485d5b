"use client";

import { useMemo } from "react";

import { toRoomError } from "@/lib/room/client/errors";
import type { RoomClient } from "@/lib/room/client/room-client";
import { say } from "./say";

/** Runs something that may be refused, and says the refusal. */
const attempt = async (run: () => Promise<unknown>): Promise<boolean> => {
  try {
    await run();
    return true;
  } catch (thrown) {
    say.problem(toRoomError(thrown).message);
    return false;
  }
};

/** What people do in the room, with every failure turned into a toast. Yields whether it was done. */
export const useRoomActions = (client: RoomClient) =>
  useMemo(
    () => ({
      toggleMicrophone: () =>
        attempt(() => client.setMicrophone(!client.getState().media.microphone.on)),
      toggleCamera: () => attempt(() => client.setCamera(!client.getState().media.camera.on)),
      toggleRecording: () =>
        attempt(() => client.setRecording(!client.getState().recording.active)),
      answerConsent: (agree: boolean) => attempt(() => client.answerConsent(agree)),
      leave: () => attempt(() => client.leave()),
      end: () => attempt(() => client.end()),
      copyLink: async () => {
        try {
          await navigator.clipboard.writeText(window.location.href);
          say.done("The link is copied. Send it to whoever shall join.");
        } catch {
          say.problem("The browser did not allow copying. Copy the address of this page by hand.");
        }
      },
    }),
    [client],
  );

export type RoomActions = ReturnType<typeof useRoomActions>;
