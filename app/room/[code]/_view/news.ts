import type { Participant, RoomState } from "@/lib/room/client/room-state";
import { isModerator } from "@/lib/room/schema";
import { visibleWords } from "./feelings";
import { crowdWarning, isOwnLineWeak, LOBBY_WORDS, REACTION_WORDS, WEAK_LINE } from "./words";

/** `quiet` is read out without being shown: what it tells is on the screen anyway. */
export type News = {
  how: "news" | "done" | "warning" | "problem" | "quiet";
  sentence: string;
};

const news = (sentence: string): News => ({ how: "news", sentence });
const quiet = (sentence: string): News => ({ how: "quiet", sentence });

/** What is worth saying about the step from one state of the room to the next. */
export const roomNews = (previous: RoomState, state: RoomState): News[] => {
  const isIn = state.status === "connected" || state.status === "reconnecting";
  if (!isIn) return [];
  return [
    ...comings(previous, state),
    ...ofPeople(previous, state),
    ...ofReactions(previous, state),
    ...ofSettings(previous, state),
    ...ofLobby(previous, state),
    ...ofRecording(previous, state),
    ...ofEmotion(previous, state),
    ...ofDevices(previous, state),
    ...ofMutedSpeech(previous, state),
    ...ofNotice(previous, state),
    ...ofConnection(previous, state),
  ];
};

const comings = (previous: RoomState, state: RoomState): News[] => {
  // The first list says who was here already, which is no news.
  if (previous.people === state.people || previous.people.length === 0) return [];
  const known = new Set(previous.people.map(({ id }) => id));
  const present = new Set(state.people.map(({ id }) => id));
  const joined = state.people.filter(({ id, isSelf }) => !isSelf && !known.has(id));
  const left = previous.people.filter(({ id, isSelf }) => !isSelf && !present.has(id));
  return [
    ...joined.map(({ name }) => news(`${name} joined`)),
    ...left.map(({ name }) => news(`${name} left`)),
  ];
};

const ofPeople = (previous: RoomState, state: RoomState): News[] => {
  if (previous.people === state.people) return [];
  const before = new Map(previous.people.map((person) => [person.id, person]));
  return state.people.flatMap((person) => {
    const known = before.get(person.id);
    return known
      ? [...ofHand(known, person), ...ofShare(known, person), ...ofRole(known, person)]
      : [];
  });
};

const ofHand = (known: Participant, { name, isSelf, handRaisedAtMs }: Participant): News[] => {
  const was = known.handRaisedAtMs !== null;
  const is = handRaisedAtMs !== null;
  if (was === is) return [];
  if (isSelf) return [quiet(is ? "Your hand is up" : "Your hand is down")];
  return [quiet(is ? `${name} raised a hand` : `${name} lowered the hand`)];
};

const ofShare = (known: Participant, { name, isSelf, screen }: Participant): News[] => {
  if ((known.screen === null) === (screen === null)) return [];
  if (isSelf)
    return [quiet(screen ? "Your screen is shared" : "Your screen is not shared any more")];
  return [news(screen ? `${name} is presenting` : `${name} stopped presenting`)];
};

const ofRole = (known: Participant, { name, isSelf, role }: Participant): News[] => {
  if (known.role === role) return [];
  if (!isSelf) return role === "host" ? [news(`${name} is the host now`)] : [];
  if (role === "host") return [news("You are the host now")];
  return [news(role === "cohost" ? "You are a co-host now" : "You are not a host any more")];
};

const ofReactions = (previous: RoomState, state: RoomState): News[] => {
  if (previous.reactions === state.reactions) return [];
  const known = new Set(previous.reactions.map(({ key }) => key));
  return state.reactions
    .filter(({ key }) => !known.has(key))
    .flatMap(({ from, emoji }) => {
      const person = state.people.find(({ id }) => id === from);
      if (!person) return [];
      return [
        quiet(`${person.isSelf ? "You" : person.name} reacted with ${REACTION_WORDS[emoji]}`),
      ];
    });
};

const ofSettings = (previous: RoomState, state: RoomState): News[] => {
  // The first settings are how one found the room.
  if (previous.people.length === 0 || previous.settings === state.settings) return [];
  const { locked, lobby, hostlessUntilMs } = state.settings;
  const said: News[] = [];
  if (previous.settings.hostlessUntilMs === null && hostlessUntilMs !== null) {
    said.push(quiet("The host has left. The meeting ends soon unless a host comes back."));
  }
  if (previous.settings.locked !== locked) {
    said.push(
      news(locked ? "The meeting is locked: nobody new comes in" : "The meeting is open again"),
    );
  }
  if (previous.settings.lobby !== lobby && state.self && isModerator(state.self.role)) {
    said.push(news(`Waiting room: ${LOBBY_WORDS[lobby].toLowerCase()}`));
  }
  return said;
};

const ofLobby = (previous: RoomState, state: RoomState): News[] => {
  if (previous.lobby === state.lobby) return [];
  const known = new Set(previous.lobby.map(({ id }) => id));
  return state.lobby
    .filter(({ id }) => !known.has(id))
    .map(({ name }) => quiet(`${name} is waiting to be let in`));
};

const ofRecording = (previous: RoomState, state: RoomState): News[] => {
  const said: News[] = [];
  if (previous.recording.active && !state.recording.active)
    said.push(news("The recording was stopped"));
  if (!previous.recording.active && state.recording.active && state.consent === "granted") {
    said.push(news("Recording goes on: you agreed before"));
  }
  for (const sentence of [
    state.upload.refusal !== previous.upload.refusal && state.upload.refusal,
    state.recorderProblem !== previous.recorderProblem && state.recorderProblem,
  ]) {
    if (sentence) said.push({ how: "problem", sentence });
  }
  return said;
};

const ofEmotion = (previous: RoomState, state: RoomState): News[] => {
  // What one found on entering is told by the question itself.
  if (previous.people.length === 0) return [];
  const { status: before } = previous.emotion;
  const { status } = state.emotion;
  if (before.active && !status.active)
    return [news("Emotion was switched off: nothing more is read of anybody")];
  const isNew = status.active && before.noticeVersion !== status.noticeVersion;
  if (!isNew) return [];
  // The question stands on the screen by itself; it is not covered by a toast.
  const opening = before.active ? "Emotion has changed" : "Emotion is on";
  return [quiet(`${opening}. ${visibleWords(status.visibility)}. You are asked first.`)];
};

const ofDevices = (previous: RoomState, { media }: RoomState): News[] => {
  const problems = (["microphone", "camera"] as const).flatMap((device): News[] => {
    const { problem } = media[device];
    if (!problem || problem === previous.media[device].problem) return [];
    return [{ how: "warning", sentence: `${problem.message} ${problem.nextStep}` }];
  });
  const { notice } = media;
  const isNew = notice !== null && notice.atMs !== previous.media.notice?.atMs;
  return isNew ? [...problems, news(notice.message)] : problems;
};

const ofMutedSpeech = (previous: RoomState, state: RoomState): News[] =>
  state.mutedSpeech && !previous.mutedSpeech ? [quiet("You are muted. Press M to unmute.")] : [];

const ofNotice = (previous: RoomState, { notice }: RoomState): News[] => {
  if (!notice || notice.atMs === previous.notice?.atMs) return [];
  const { what, by } = notice;
  if (what === "mute") return [news(`${by} muted you. You can unmute yourself.`)];
  if (what === "stop-share") return [news(`${by} stopped your presentation`)];
  return [news(`${by} lowered your hand`)];
};

const ofConnection = (previous: RoomState, state: RoomState): News[] => {
  const said: News[] = [];
  if (previous.status === "reconnecting" && state.status === "connected") {
    said.push({ how: "done", sentence: "You are back" });
  }
  if (previous.status === "connected" && state.status === "reconnecting") {
    said.push(quiet("Connection lost. You are on the way back to your seat."));
  }
  if (!isOwnLineWeak(previous) && isOwnLineWeak(state)) said.push(quiet(WEAK_LINE));
  const { comfortable, people } = state;
  const isCrowded = comfortable > 0 && people.length > comfortable;
  const wasCrowded = previous.comfortable > 0 && previous.people.length > previous.comfortable;
  if (isCrowded && !wasCrowded) said.push({ how: "warning", sentence: crowdWarning(comfortable) });
  return said;
};
