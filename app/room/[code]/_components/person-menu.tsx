"use client";

import { EllipsisVertical } from "lucide-react";
import { cn, Menu, MenuContent, MenuTrigger } from "@/app/_components/ui";
import type { Participant } from "@/lib/room/client/room-state";
import { usePersonActions } from "../_hooks/use-person-actions";
import { ActionMenuItems } from "./actions";

/** What one can do about somebody, on their tile and in the list. */
export const PersonMenu = ({ person, className }: { person: Participant; className?: string }) => {
  const actionsFor = usePersonActions();
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Actions for ${person.name}`}
        className={cn(
          "inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:text-ink max-md:size-11",
          className,
        )}
      >
        <EllipsisVertical aria-hidden className="size-4.5" />
      </MenuTrigger>
      <MenuContent align="end">
        <ActionMenuItems groups={actionsFor(person)} />
      </MenuContent>
    </Menu>
  );
};
