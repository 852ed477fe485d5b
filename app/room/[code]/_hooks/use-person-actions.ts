"use client";

import {
  Crown,
  Hand,
  MicOff,
  MonitorX,
  Pin,
  PinOff,
  ShieldMinus,
  ShieldPlus,
  UserX,
} from "lucide-react";
import type { Participant } from "@/lib/room/client/room-state";
import type { ActionGroup, ActionItem } from "../_components/actions";
import { useRoomScope } from "../_components/room-scope";
import { rightsOver } from "../_view/order";

/** What one can do about somebody: pin them, and keep order for those who may. */
export const usePersonActions = (): ((person: Participant) => ActionGroup[]) => {
  const { state, actions, view, ask } = useRoomScope();
  return (person) => {
    const { id, name, isGuest, role } = person;
    const rights = rightsOver(state.self, person);
    const isPinned = view.pinned === id;
    const when = (condition: boolean, item: ActionItem): ActionItem[] => (condition ? [item] : []);
    const remove = (): void =>
      ask({
        title: `Remove ${name}?`,
        description: isGuest
          ? "They leave at once and cannot come back. Guests have to wait to be let in from now on, so that they cannot return under another name."
          : "They leave at once and cannot come back to this meeting.",
        confirm: "Remove",
        run: () => actions.remove(id),
      });
    const handOver = (): void =>
      ask({
        title: `Make ${name} the host?`,
        description: "They can do everything from then on, and you become a co-host.",
        confirm: "Hand over",
        danger: false,
        run: () => actions.handOver(id),
      });
    return [
      {
        key: "view",
        items: [
          {
            key: "pin",
            label: isPinned ? "Unpin" : "Pin",
            icon: isPinned ? PinOff : Pin,
            run: () => view.togglePin(id),
          },
        ],
      },
      {
        key: "order",
        items: [
          ...when(rights.keepsOrder && person.media.microphone, {
            key: "mute",
            label: "Mute",
            icon: MicOff,
            run: () => void actions.mute(id),
          }),
          ...when(rights.keepsOrder && person.handRaisedAtMs !== null, {
            key: "lower-hand",
            label: "Lower hand",
            icon: Hand,
            run: () => void actions.lowerHand(id),
          }),
          ...when(rights.keepsOrder && person.screen !== null, {
            key: "stop-share",
            label: "Stop their presentation",
            icon: MonitorX,
            run: () => void actions.stopShare(id),
          }),
        ],
      },
      {
        key: "role",
        items: [
          ...when(rights.assign, {
            key: "cohost",
            label: role === "cohost" ? "Remove as co-host" : "Make co-host",
            icon: role === "cohost" ? ShieldMinus : ShieldPlus,
            run: () => void actions.setCohost(id, role !== "cohost"),
          }),
          ...when(rights.assign, {
            key: "hand-over",
            label: "Make host instead of you",
            icon: Crown,
            run: handOver,
          }),
          ...when(rights.remove, {
            key: "remove",
            label: "Remove from the meeting",
            icon: UserX,
            danger: true,
            run: remove,
          }),
        ],
      },
    ];
  };
};
