"use client";

import { useEffect, useRef } from "react";

import type { RoomState } from "@/lib/room/client/room-state";
import { say } from "./say";

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
    if (!isSelf && !known.has(id)) say.news(`${name} joined`);
  }
  for (const { id, name, isSelf } of previous.people) {
    if (!isSelf && !present.has(id)) say.news(`${name} left`);
  }
};

const tellRecording = (previous: RoomState, state: RoomState): void => {
  if (previous.recording.active && !state.recording.active) say.news("The recording was stopped");
  if (!previous.recording.active && state.recording.active && state.consent === "granted") {
    say.news("Recording goes on: you agreed before");
  }
  if (previous.upload.refusal !== state.upload.refusal && state.upload.refusal) {
    say.problem(state.upload.refusal);
  }
  if (previous.recorderProblem !== state.recorderProblem && state.recorderProblem) {
    say.problem(state.recorderProblem);
  }
  for (const device of ["microphone", "camera"] as const) {
    const { problem } = state.media[device];
    if (problem && problem !== previous.media[device].problem) {
      say.warning(`${problem.message} ${problem.nextStep}`);
    }
  }
};
