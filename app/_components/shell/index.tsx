"use client";

import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { Account } from "@/lib/auth/schema";
import { HOME } from "@/lib/client/paths";
import { useKeySequences, useShortcuts } from "@/lib/client/shortcuts";
import { cn, Mark } from "../ui";
import { AccountMenu } from "./account-menu";
import { isHere, placesFor } from "./navigation";
import { ShortcutsDialog } from "./shortcuts-dialog";

const placeStyle = (here: boolean): string =>
  cn(
    "flex flex-col items-center justify-center gap-1.5 rounded-md font-medium text-[0.6875rem] transition-colors",
    here ? "bg-accent-soft font-semibold text-accent" : "text-ink-2 hover:bg-sunken hover:text-ink",
  );

/** The frame of the pages of signed-in people: a slim rail, or a bar below on phones. */
export const Shell = ({ account, children }: { account: Account; children: ReactNode }) => {
  const pathname = usePathname();
  const router = useRouter();
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  const showShortcuts = (): void => setShortcutsOpen(true);
  useKeySequences();
  useShortcuts({
    "?": showShortcuts,
    gm: () => router.push(HOME),
    gs: () => router.push("/search"),
    ga: () => router.push("/ask"),
  });
  const places = placesFor(account);
  const links = places.map((place) => {
    const here = isHere(place, pathname);
    const Icon = place.icon;
    return { ...place, here, Icon };
  });

  return (
    <div className="flex min-h-dvh [--bar:calc(4rem+env(safe-area-inset-bottom))] md:[--bar:0px]">
      <nav
        aria-label="Main"
        className="sticky top-0 flex h-dvh w-19 shrink-0 flex-col items-center gap-1 border-line border-r px-2 py-4 max-md:hidden"
      >
        <Link href={HOME} aria-label="Parley" className="mb-3 rounded-md p-1.5">
          <Mark />
        </Link>
        {links.map(({ href, label, here, Icon }) => (
          <Link
            key={href}
            href={href}
            aria-current={here ? "page" : undefined}
            className={cn(placeStyle(here), "h-14.5 w-full")}
          >
            <Icon aria-hidden className="size-5" />
            {label}
          </Link>
        ))}
        <div className="mt-auto">
          <AccountMenu account={account} side="right" onShortcuts={showShortcuts} />
        </div>
      </nav>

      <main id="main" tabIndex={-1} className="min-w-0 flex-1 pb-(--bar) outline-none">
        {children}
      </main>

      <nav
        aria-label="Main"
        className="fixed inset-x-0 bottom-0 z-30 flex h-(--bar) items-start border-line border-t bg-paper px-2 pt-1 md:hidden"
      >
        {links.map(({ href, label, here, Icon }) => (
          <Link
            key={href}
            href={href}
            aria-current={here ? "page" : undefined}
            className={cn(placeStyle(here), "h-14 flex-1 gap-1")}
          >
            <Icon aria-hidden className="size-5" />
            {label}
          </Link>
        ))}
        <div className="flex h-14 flex-1 items-center justify-center">
          <AccountMenu account={account} side="top" onShortcuts={showShortcuts} />
        </div>
      </nav>
      <ShortcutsDialog open={shortcutsOpen} onOpenChange={setShortcutsOpen} />
    </div>
  );
};
