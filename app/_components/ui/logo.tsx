import { cn } from "./cn";

/** The mark: a spoken line that stays. */
export const Mark = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className={cn("size-6 text-accent", className)}>
    <path
      fill="currentColor"
      d="M5.5 3h13A3.5 3.5 0 0 1 22 6.5v8a3.5 3.5 0 0 1-3.5 3.5H9l-4.3 3.6a.75.75 0 0 1-1.2-.7L3.9 17A3.5 3.5 0 0 1 2 14V6.5A3.5 3.5 0 0 1 5.5 3Z"
    />
    <path
      d="M7 8.5h10M7 12.5h6"
      stroke="var(--paper)"
      strokeWidth="1.9"
      strokeLinecap="round"
      fill="none"
    />
  </svg>
);

/** The mark with the name. */
export const Logo = ({ className }: { className?: string }) => (
  <span
    className={cn("inline-flex items-center gap-2.5 font-bold text-lg tracking-tight", className)}
  >
    <Mark />
    Parley
  </span>
);
