"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { cn, IconButton, Tabs, TabsContent, TabsList, TabsTrigger } from "@/app/_components/ui";
import type { PanelTab } from "../_hooks/use-room-view";
import { useSheetDrag } from "../_hooks/use-sheet-drag";
import { useUnread } from "../_hooks/use-unread";
import { ChatPanel } from "./chat-panel";
import { FeelingsPanel } from "./feelings-panel";
import { PeoplePanel } from "./people-panel";
import { useRoomScope } from "./room-scope";

const TAB_NAMES: Record<PanelTab, string> = {
  chat: "Chat",
  people: "People",
  feelings: "Feelings",
};

/** Chat, people and feelings beside the pictures; from below on small screens. */
export const SidePanel = ({ tab }: { tab: PanelTab }) => {
  const { client, state, view } = useRoomScope();
  const { isCompact, closePanel } = view;
  const panel = useRef<HTMLElement>(null);
  const drag = useSheetDrag(panel, closePanel);
  const unread = useUnread(client.chat);
  useFocusInside(panel, tab);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    closePanel();
  };
  return (
    <aside
      ref={panel}
      id="side-panel"
      aria-label={TAB_NAMES[tab]}
      onKeyDown={onKeyDown}
      className={cn(
        "flex flex-col bg-surface",
        isCompact
          ? "fixed inset-x-0 bottom-0 z-30 h-[75dvh] animate-rise rounded-t-lg border-line border-t pb-[env(safe-area-inset-bottom)] shadow-float"
          : "min-h-0 w-81 shrink-0 rounded-lg",
      )}
    >
      {isCompact && (
        <div
          {...drag}
          className="flex h-6 shrink-0 cursor-grab touch-none items-center justify-center"
        >
          <span aria-hidden className="h-1 w-10 rounded-full bg-ink-3/60" />
        </div>
      )}
      <Tabs
        value={tab}
        onValueChange={(next) => view.setPanel(next as PanelTab)}
        className="flex min-h-0 flex-1 flex-col"
      >
        <div className="flex items-center border-line border-b pr-2 pl-4">
          <TabsList className="flex-1 border-b-0">
            <TabsTrigger value="chat">
              Chat
              {tab !== "chat" && unread > 0 && (
                <span className="nums rounded-full bg-accent px-1.5 font-bold text-accent-ink text-xs">
                  {unread}
                  <span className="sr-only"> unread</span>
                </span>
              )}
            </TabsTrigger>
            <TabsTrigger value="people" className="nums">
              People {state.people.length}
            </TabsTrigger>
            {state.emotion.status.active && <TabsTrigger value="feelings">Feelings</TabsTrigger>}
          </TabsList>
          <IconButton label="Close" shortcut="Esc" side="left" onClick={closePanel}>
            <X aria-hidden />
          </IconButton>
        </div>
        <TabsContent value="chat" className="flex min-h-0 flex-1 flex-col">
          <ChatPanel chat={client.chat} people={state.people} selfId={state.self?.id ?? null} />
        </TabsContent>
        <TabsContent value="people" className="flex min-h-0 flex-1 flex-col">
          <PeoplePanel />
        </TabsContent>
        <TabsContent value="feelings" className="flex min-h-0 flex-1 flex-col">
          <FeelingsPanel />
        </TabsContent>
      </Tabs>
    </aside>
  );
};

/**
 * The focus goes into the panel when it opens or changes (a message is written at once), and back to
 * where it was when it closes.
 */
const useFocusInside = (panel: { current: HTMLElement | null }, tab: PanelTab): void => {
  // At the first render: what is inside may take the focus before any effect here runs.
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const box = panel.current;
    return () => {
      const isLost =
        document.activeElement === document.body || !!box?.contains(document.activeElement);
      if (!isLost) return;
      // What opened it may be gone with its own sheet.
      const back = before?.isConnected ? before : document.getElementById("main");
      if (back instanceof HTMLElement) back.focus();
    };
  }, [panel, before]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab has another field.
  useEffect(() => {
    const box = panel.current;
    if (!box || box.contains(document.activeElement)) return;
    const field = box.querySelector<HTMLElement>("textarea");
    (field ?? box.querySelector<HTMLElement>("[role=tab][data-state=active]"))?.focus();
  }, [panel, tab]);
};
