"use client";

import { useEffect, useRef } from "react";
import { toast } from "sonner";
import type { RoomState } from "@/lib/room/client/room-state";

/** Says who came and went, and what became of the recording; screen readers hear the same. */
export const useRoomNews = (state: RoomState): void => {
  const before = useRef<RoomState | null>(null);
  useEffect(() => {
    const previous = before.current;
    before.current = state;
    if (!previous || previous === state) return;
    if (previous.people !== state.people) tellPeople(previous, state);
    tellRecording(previous, state);
  }, [state]);
};

const tellPeople = (previous: RoomState, state: RoomState): void => {
  // The first list says who was here already, which is no news.
  if (previous.people.length === 0) return;
  const known = new Set(previous.people.map(({ id }) => id));
  const present = new Set(state.people.map(({ id }) => id));
  for (const { id, name, isSelf } of state.people) {
    if (!isSelf && !known.has(id)) toast(`${name} joined`);
  }
  for (const { id, name, isSelf } of previous.people) {
    if (!isSelf && !present.has(id)) toast(`${name} left`);
  }
};

const tellRecording = (previous: RoomState, state: RoomState): void => {
  if (previous.recording.active && !state.recording.active) toast("The recording was stopped");
  if (!previous.recording.active && state.recording.active && state.consent === "granted") {
    toast("Recording goes on: you agreed before");
  }
  if (previous.upload.refusal !== state.upload.refusal && state.upload.refusal) {
    toast.error(state.upload.refusal);
  }
  if (previous.recorderProblem !== state.recorderProblem && state.recorderProblem) {
    toast.error(state.recorderProblem);
  }
  for (const device of ["microphone", "camera"] as const) {
    const { problem } = state.media[device];
    if (problem && problem !== previous.media[device].problem) {
      toast.warning(`${problem.message} ${problem.nextStep}`, { duration: 8_000 });
    }
  }
};
