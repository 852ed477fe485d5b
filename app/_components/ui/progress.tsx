import { cn } from "./cn";

/** How far some work is. `value` is 0..1; null when it cannot be told. */
export const Progress = ({
  label,
  value,
  className,
}: {
  label: string;
  value: number | null;
  className?: string;
}) => {
  const known = value === null ? null : Math.min(1, Math.max(0, value));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known === null ? undefined : Math.round(known * 100)}
      className={cn("h-1.5 overflow-hidden rounded-full bg-line", className)}
    >
      <div
        className={cn(
          "h-full origin-left rounded-full bg-accent transition-transform duration-240",
          known === null && "w-1/3 animate-pulse-calm",
        )}
        style={known === null ? undefined : { transform: `scaleX(${known})` }}
      />
    </div>
  );
};
