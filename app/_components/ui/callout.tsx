import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const calloutStyle = cva("flex items-start gap-3 rounded-lg px-4 py-3.5", {
  variants: {
    tone: {
      info: "bg-sunken text-ink [&>.lucide]:text-ink-2",
      good: "bg-accent-soft text-ink [&>.lucide]:text-accent",
      warn: "bg-warn-soft text-ink [&>.lucide]:text-warn",
      error: "bg-record-soft text-ink [&>.lucide]:text-record",
    },
  },
  defaultVariants: { tone: "info" },
});

const icons = { info: Info, good: CircleCheck, warn: TriangleAlert, error: CircleAlert } as const;

/** A sentence that matters, and the next step beside it. An error is announced at once. */
export const Callout = ({
  tone = "info",
  title,
  action,
  className,
  children,
}: {
  tone?: NonNullable<VariantProps<typeof calloutStyle>["tone"]>;
  title?: ReactNode;
  action?: ReactNode;
  className?: string;
  children?: ReactNode;
}) => {
  const Icon = icons[tone];
  return (
    <div
      role={tone === "error" ? "alert" : undefined}
      className={cn(calloutStyle({ tone }), className)}
    >
      <Icon aria-hidden className="mt-0.5 size-5" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-48 flex-1 [overflow-wrap:anywhere]">
          {title !== undefined && <span className="font-semibold">{title} </span>}
          <span className="text-ink-2">{children}</span>
        </div>
        {action}
      </div>
    </div>
  );
};
