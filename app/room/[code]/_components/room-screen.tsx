import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState, Logo } from "@/app/_components/ui";

/** A whole page with one thing to say, before, after or instead of a meeting. */
export const RoomScreen = (props: {
  icon: LucideIcon;
  title: string;
  action?: ReactNode;
  children?: ReactNode;
}) => (
  <>
    <header className="px-6 py-5">
      <Link href="/" className="rounded-sm">
        <Logo />
      </Link>
    </header>
    <main id="main" tabIndex={-1} className="flex flex-1 flex-col justify-center outline-none">
      <EmptyState level={1} {...props} className="pb-24" />
    </main>
  </>
);
