"use client";

import {
  Circle,
  CircleStop,
  CircleX,
  DoorOpen,
  FlaskConical,
  Grid2x2,
  Hand,
  HeartPulse,
  Keyboard,
  Link2,
  Lock,
  LockOpen,
  Maximize,
  MicOff,
  Minimize,
  MonitorUp,
  MonitorX,
  PictureInPicture2,
  RectangleHorizontal,
  ScanFace,
  Settings2,
  UserRound,
  UserRoundX,
  Users,
} from "lucide-react";
import { isModerator, lobbyMode, type Simulation } from "@/lib/room/schema";
import type { ActionGroup, ActionItem } from "../_components/actions";
import { useRoomScope } from "../_components/room-scope";
import { LOBBY_WORDS } from "../_view/words";
import { canPresent } from "./can-present";
import { useFullScreen } from "./use-full-screen";
import type { PictureInPicture } from "./use-picture-in-picture";

const FAULTS: readonly { key: string; label: string; fault: Simulation }[] = [
  { key: "socket", label: "Lose the server for 5 s", fault: { what: "drop-socket", forMs: 5_000 } },
  { key: "media", label: "Lose media for 25 s", fault: { what: "drop-media", forMs: 25_000 } },
  {
    key: "slow",
    label: "Slow network for 30 s",
    fault: { what: "slow-network", forMs: 30_000, delayMs: 400, kbps: 120 },
  },
  { key: "kill", label: "Kill this web copy", fault: { what: "kill-copy" } },
];

/** What the menu "More" offers; on small screens also what has no place in the bar. */
export const useMoreGroups = (pip: PictureInPicture): ActionGroup[] => {
  const { state, actions, view, openDialog } = useRoomScope();
  const fullScreen = useFullScreen();
  const { self, settings, share, recording, people } = state;
  const role = self?.role ?? "participant";
  const keepsOrder = isModerator(role);
  const when = (condition: boolean, ...items: ActionItem[]): ActionItem[] =>
    condition ? items : [];
  const { isCompact } = view;

  const barItems = [
    ...when(isCompact && canPresent(), {
      key: "present",
      label: share.on ? "Stop presenting" : "Present your screen",
      icon: share.on ? MonitorX : MonitorUp,
      run: () => void actions.togglePresenting(),
    }),
    ...when(isCompact && keepsOrder, {
      key: "record",
      label: recording.active ? "Stop recording" : "Record",
      icon: recording.active ? CircleStop : Circle,
      run: () => void actions.toggleRecording(),
    }),
    ...when(
      isCompact,
      {
        key: "people",
        label: `People (${people.length})`,
        icon: Users,
        run: () => view.setPanel("people"),
      },
      { key: "link", label: "Copy the link", icon: Link2, run: () => void actions.copyLink() },
      {
        key: "layout",
        label: view.mode === "grid" ? "One person large" : "All equally large",
        icon: view.mode === "grid" ? RectangleHorizontal : Grid2x2,
        run: () => view.setMode(view.mode === "grid" ? "speaker" : "grid"),
      },
      {
        key: "self-view",
        label: view.selfView ? "Hide my own picture" : "Show my own picture",
        icon: view.selfView ? UserRoundX : UserRound,
        run: () => view.setSelfView(!view.selfView),
      },
    ),
  ];
  const own = [
    {
      key: "devices",
      label: "Device settings",
      icon: Settings2,
      run: () => openDialog("devices"),
    },
    ...when(pip.isSupported, {
      key: "pip",
      label: pip.isOn ? "Close picture in picture" : "Picture in picture",
      icon: PictureInPicture2,
      run: pip.toggle,
    }),
    ...(fullScreen
      ? [
          {
            key: "full-screen",
            label: fullScreen.isOn ? "Leave full screen" : "Full screen",
            icon: fullScreen.isOn ? Minimize : Maximize,
            shortcut: "F",
            run: fullScreen.toggle,
          },
        ]
      : []),
    ...when(!isCompact, {
      key: "shortcuts",
      label: "Keyboard shortcuts",
      icon: Keyboard,
      shortcut: "?",
      run: () => openDialog("shortcuts"),
    }),
  ];
  const emotion = when(
    state.emotion.status.active,
    {
      key: "feelings",
      label: "Feelings",
      icon: HeartPulse,
      shortcut: "E",
      run: () => view.setPanel("feelings"),
    },
    {
      key: "emotion",
      label: "Emotion and you",
      icon: ScanFace,
      run: () => openDialog("emotion"),
    },
  );
  const order = when(
    keepsOrder,
    {
      key: "lock",
      label: settings.locked ? "Unlock the meeting" : "Lock the meeting",
      icon: settings.locked ? LockOpen : Lock,
      run: () => void actions.setLocked(!settings.locked),
    },
    { key: "mute-all", label: "Mute everybody", icon: MicOff, run: () => void actions.muteAll() },
    {
      key: "lower-all",
      label: "Lower all hands",
      icon: Hand,
      run: () => void actions.lowerHand(null),
    },
    ...when(role === "host", {
      key: "end",
      label: "End for all",
      icon: CircleX,
      danger: true,
      run: () => openDialog("end"),
    }),
  );
  const lobby = when(
    keepsOrder,
    ...lobbyMode.options.map((mode) => ({
      key: mode,
      label: LOBBY_WORDS[mode],
      icon: DoorOpen,
      isOn: settings.lobby === mode,
      run: () => void actions.setLobby(mode),
    })),
  );
  const faults = when(
    state.canSimulate,
    ...FAULTS.map(({ key, label, fault }) => ({
      key,
      label,
      icon: FlaskConical,
      run: () => void actions.simulate(fault),
    })),
  );
  return [
    { key: "bar", items: barItems },
    { key: "own", items: own },
    { key: "emotion", items: emotion },
    { key: "order", label: "For hosts", items: order },
    { key: "lobby", label: "Waiting room", nested: DoorOpen, items: lobby },
    { key: "faults", label: "Simulate a fault", nested: FlaskConical, items: faults },
  ];
};
