import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

/** What to say, and what to do, where a list has nothing to show. */
export const EmptyState = ({
  icon: Icon,
  title,
  children,
  action,
  level = 2,
  className,
}: {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  level?: 1 | 2;
  className?: string;
}) => {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div
      className={cn(
        "mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center",
        className,
      )}
    >
      {Icon !== undefined && (
        <span className="mb-1 inline-flex size-14 items-center justify-center rounded-full bg-accent-soft text-accent">
          <Icon aria-hidden className="size-6" />
        </span>
      )}
      <Heading className="font-semibold text-xl tracking-tight">{title}</Heading>
      {children !== undefined && <div className="text-pretty text-ink-2">{children}</div>}
      {action !== undefined && (
        <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>
      )}
    </div>
  );
};
