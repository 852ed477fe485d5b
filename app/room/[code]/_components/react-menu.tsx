"use client";

import { SmilePlus } from "lucide-react";
import { Popover, PopoverContent, PopoverTrigger } from "@/app/_components/ui";
import { REACTIONS, type ReactionEmoji } from "@/lib/room/schema";
import { REACTION_WORDS } from "../_view/words";
import { Control } from "./control";

/** The reactions in a row. */
export const ReactionRow = ({ onReact }: { onReact: (emoji: ReactionEmoji) => void }) => (
  <div className="flex justify-between gap-1">
    {REACTIONS.map((emoji) => (
      <button
        key={emoji}
        type="button"
        aria-label={`React with ${REACTION_WORDS[emoji]}`}
        onClick={() => onReact(emoji)}
        className="inline-flex size-11 items-center justify-center rounded-md text-2xl leading-none transition-colors hover:bg-sunken"
      >
        <span aria-hidden>{emoji}</span>
      </button>
    ))}
  </div>
);

/** Chooses a reaction that floats over everybody's pictures. */
export const ReactMenu = ({
  open,
  onOpenChange,
  onReact,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onReact: (emoji: ReactionEmoji) => void;
}) => (
  <Popover open={open} onOpenChange={onOpenChange}>
    <PopoverTrigger asChild>
      <Control label="React" shortcut="R" icon={SmilePlus} look={open ? "on" : "plain"} />
    </PopoverTrigger>
    <PopoverContent side="top" aria-label="Reactions" className="p-1.5">
      <ReactionRow
        onReact={(emoji) => {
          onOpenChange(false);
          onReact(emoji);
        }}
      />
    </PopoverContent>
  </Popover>
);
