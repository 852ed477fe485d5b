import Link from "next/link";
import type { ReactNode } from "react";
import { ThemeMenu } from "../_components/theme-menu";
import { Logo } from "../_components/ui";

/** The quiet frame of the pages for strangers. */
const FrontLayout = ({ children }: { children: ReactNode }) => (
  <div className="flex min-h-dvh flex-col">
    <header className="mx-auto flex w-full max-w-6xl items-center justify-between px-6 py-5">
      <Link href="/" className="rounded-sm py-2">
        <Logo />
      </Link>
      <ThemeMenu />
    </header>
    <main id="main" tabIndex={-1} className="flex flex-1 flex-col outline-none">
      {children}
    </main>
  </div>
);

export default FrontLayout;
