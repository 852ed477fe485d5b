"use client";

import { useCallback, useState } from "react";
import { z } from "zod";
import { useMediaQuery } from "@/lib/client/use-media-query";

export type PanelTab = "chat" | "people" | "feelings";
export type LayoutMode = "grid" | "speaker";

/** Below this width panels come from below and the controls are round. */
const COMPACT = "(max-width: 899px)";
const STORED_AS = "parley-room-layout";

const layoutChoice = z.object({
  /** Null: whatever suits the window. */
  mode: z.enum(["grid", "speaker"]).nullable().catch(null),
  selfView: z.boolean().catch(true),
});
type LayoutChoice = z.infer<typeof layoutChoice>;
const NOTHING_CHOSEN: LayoutChoice = { mode: null, selfView: true };

/** Storage may be closed to this page, or hold something else. */
const readChoice = (): LayoutChoice => {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED_AS) ?? "null") as unknown;
    return layoutChoice.catch(NOTHING_CHOSEN).parse(stored);
  } catch {
    return NOTHING_CHOSEN;
  }
};

const writeChoice = (choice: LayoutChoice): void => {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(choice));
  } catch {
    // It is kept for this visit alone.
  }
};

/** How this person looks at the room: layout (remembered), who is pinned, which panel is open. */
export const useRoomView = () => {
  const [choice, setChoice] = useState(readChoice);
  const [pinned, setPinned] = useState<string | null>(null);
  const [panel, setPanel] = useState<PanelTab | null>(null);
  const isCompact = useMediaQuery(COMPACT);
  const choose = (change: Partial<LayoutChoice>): void => {
    const next = { ...choice, ...change };
    setChoice(next);
    writeChoice(next);
  };
  const mode: LayoutMode = choice.mode ?? (isCompact ? "speaker" : "grid");
  const closePanel = useCallback(() => setPanel(null), []);
  return {
    isCompact,
    mode,
    setMode: (next: LayoutMode) => choose({ mode: next }),
    selfView: choice.selfView,
    setSelfView: (selfView: boolean) => choose({ selfView }),
    pinned,
    togglePin: (id: string) => setPinned((now) => (now === id ? null : id)),
    panel,
    setPanel,
    togglePanel: (tab: PanelTab) => setPanel((now) => (now === tab ? null : tab)),
    closePanel,
  };
};

export type RoomView = ReturnType<typeof useRoomView>;
