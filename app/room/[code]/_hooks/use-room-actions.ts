"use client";

import { useMemo } from "react";
import type { EmotionVisibility } from "@/lib/emotion/schema";
import { toRoomError } from "@/lib/room/client/errors";
import type { RoomClient } from "@/lib/room/client/room-client";
import type { LobbyMode, ReactionEmoji, Simulation } from "@/lib/room/schema";
import { say } from "./say";
import type { Ask } from "./use-question";

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

const makePresent = (client: RoomClient, ask: Ask) => {
  const start = async (takeOver: boolean): Promise<void> => {
    const outcome = await client.startShare({ takeOver });
    if (outcome.kind !== "busy") return;
    ask({
      title: "Present instead?",
      description: outcome.sentence,
      confirm: "Take over",
      danger: false,
      run: () => attempt(() => start(true)),
    });
  };
  return () => attempt(() => (client.getState().share.on ? client.stopShare() : start(false)));
};

const makeHostActions = ({ host }: RoomClient) => ({
  admit: (id: string | null) => attempt(() => host.admit(id)),
  deny: (id: string) => attempt(() => host.deny(id)),
  mute: (id: string) => attempt(() => host.mute(id)),
  muteAll: async () => {
    if (await attempt(() => host.mute(null))) say.done("Everybody but the hosts is muted");
  },
  lowerHand: (id: string | null) => attempt(() => host.lowerHand(id)),
  stopShare: (id: string) => attempt(() => host.stopShare(id)),
  remove: (id: string) => attempt(() => host.remove(id)),
  setCohost: (id: string, isCohost: boolean) => attempt(() => host.setCohost(id, isCohost)),
  handOver: (id: string) => attempt(() => host.handOver(id)),
  setLobby: (lobby: LobbyMode) => attempt(() => host.setLobby(lobby)),
  setLocked: (locked: boolean) => attempt(() => host.setLocked(locked)),
});

const makeEmotionActions = ({ emotions }: RoomClient) => {
  const answer = (wanted: { face: boolean; voice: boolean; forget?: boolean }) =>
    attempt(() => emotions.answer(wanted));
  const forget = async (): Promise<void> => {
    const done = await answer({ face: false, voice: false, forget: true });
    if (done) say.done("What was read of you is deleted");
  };
  return {
    setEmotion: (visibility: EmotionVisibility | null) =>
      attempt(() => emotions.setVisibility(visibility)),
    answerEmotion: answer,
    forgetEmotion: forget,
    /** Stops at once; what was read so far may go too. */
    stopEmotion: async () => {
      if (!(await answer({ face: false, voice: false }))) return;
      say.offer("Nothing more is read of you.", "Delete what was read", () => void forget());
    },
  };
};

/** What people do in the room, with every failure turned into a toast. Yields whether it was done. */
export const useRoomActions = (client: RoomClient, ask: Ask) =>
  useMemo(
    () => ({
      ...makeHostActions(client),
      ...makeEmotionActions(client),
      toggleMicrophone: () =>
        attempt(() => client.setMicrophone(!client.getState().media.microphone.on)),
      setMicrophone: (on: boolean) => attempt(() => client.setMicrophone(on)),
      toggleCamera: () => attempt(() => client.setCamera(!client.getState().media.camera.on)),
      flipCamera: () => attempt(() => client.media.flipCamera()),
      /** Presents, or stops; asks before somebody else's screen is replaced. */
      togglePresenting: makePresent(client, ask),
      toggleHand: () =>
        attempt(() => client.raiseHand(client.getState().self?.handRaisedAtMs === null)),
      react: (emoji: ReactionEmoji) => attempt(() => client.react(emoji)),
      toggleRecording: () =>
        attempt(() => client.setRecording(!client.getState().recording.active)),
      answerConsent: (agree: boolean) => attempt(() => client.answerConsent(agree)),
      simulate: (fault: Simulation) => attempt(() => client.simulate(fault)),
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
    [client, ask],
  );

export type RoomActions = ReturnType<typeof useRoomActions>;
