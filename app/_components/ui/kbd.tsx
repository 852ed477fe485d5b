import type { ReactNode } from "react";
import { cn } from "./cn";

/** A key of the keyboard. */
export const Kbd = ({
  children,
  tone = "plain",
  className,
}: {
  children: ReactNode;
  tone?: "plain" | "inverse";
  className?: string;
}) => (
  <kbd
    className={cn(
      "inline-flex h-5 min-w-5 items-center justify-center rounded-[5px] border px-1.5 font-medium font-ui text-xs leading-none",
      tone === "plain" ? "border-line bg-paper text-ink-2" : "border-paper/30 text-paper",
      className,
    )}
  >
    {children}
  </kbd>
);
