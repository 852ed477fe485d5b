"use client";

import { LayoutGrid } from "lucide-react";
import {
  IconButton,
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/app/_components/ui";
import type { LayoutMode } from "../_hooks/use-room-view";
import { useRoomScope } from "./room-scope";

/** How people are laid out; the choice is kept in this browser. */
export const LayoutMenu = () => {
  const { view } = useRoomScope();
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label="Layout" shortcut="L" side="bottom">
          <LayoutGrid aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>Layout</MenuLabel>
        <MenuRadioGroup
          value={view.mode}
          onValueChange={(mode) => view.setMode(mode as LayoutMode)}
        >
          <MenuRadioItem value="grid">All equally large</MenuRadioItem>
          <MenuRadioItem value="speaker">Whoever speaks large</MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={() => view.setSelfView(!view.selfView)}>
          {view.selfView ? "Hide my own picture" : "Show my own picture"}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
};
