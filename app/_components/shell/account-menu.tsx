"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Keyboard, LogOut } from "lucide-react";
import { signOut } from "next-auth/react";
import { toast } from "sonner";
import type { Account } from "@/lib/auth/schema";
import { ThemeChoices } from "../theme-menu";
import {
  Avatar,
  colourOf,
  Kbd,
  Menu,
  MenuContent,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from "../ui";

/** Who is signed in, the look of the pages, the shortcuts, and the way out. */
export const AccountMenu = ({
  account,
  side,
  onShortcuts,
}: {
  account: Account;
  side: "right" | "top";
  onShortcuts: () => void;
}) => {
  const client = useQueryClient();
  const leave = async (): Promise<void> => {
    try {
      await signOut({ redirect: false });
      client.clear();
      // A whole new page: nothing of the account stays in memory.
      window.location.assign("/");
    } catch {
      toast.error("You could not be signed out. Check your connection and try again.");
    }
  };
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Account of ${account.name}`}
        className="inline-flex size-11 items-center justify-center rounded-full"
      >
        <Avatar name={account.name} colour={colourOf(account.id)} size="md" />
      </MenuTrigger>
      <MenuContent side={side} align="end" className="w-64">
        <div className="px-2.5 pt-1.5 pb-2">
          <div className="truncate font-semibold">{account.name}</div>
          <div className="truncate text-ink-3 text-sm">{account.email}</div>
        </div>
        <MenuSeparator />
        <ThemeChoices />
        <MenuSeparator />
        <MenuItem onSelect={onShortcuts}>
          <Keyboard aria-hidden />
          Keyboard shortcuts
          <Kbd className="ml-auto">?</Kbd>
        </MenuItem>
        <MenuItem onSelect={leave}>
          <LogOut aria-hidden />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
};
