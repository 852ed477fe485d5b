import type { Participant } from "@/lib/room/client/room-state";

/** Somebody in a room, for tests: present, seen and heard; the id is the name in small letters. */
export const person = (name: string, more: Partial<Participant> = {}): Participant => ({
  id: name.toLowerCase(),
  name,
  role: "participant",
  isGuest: false,
  colour: 1,
  joinOrder: 1,
  media: { microphone: true, camera: true },
  connection: "connected",
  recording: "unasked",
  handRaisedAtMs: null,
  screen: null,
  chatSeen: 0,
  isSelf: false,
  stream: null,
  path: "connected",
  screenStream: null,
  quality: "good",
  ...more,
});
