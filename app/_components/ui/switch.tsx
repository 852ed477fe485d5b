"use client";

import { Switch as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

/** Something that is on or off at once, with its name and a hint. */
export const Switch = ({
  label,
  hint,
  on,
  disabled = false,
  onChange,
}: {
  label: string;
  hint?: ReactNode;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}) => {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="flex min-h-11 shrink-0 items-center justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint !== undefined && (
          <p id={hintId} className="text-ink-3 text-sm">
            {hint}
          </p>
        )}
      </div>
      <Radix.Root
        id={id}
        checked={on}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : hintId}
        onCheckedChange={onChange}
        className="relative h-7 w-12 shrink-0 rounded-full bg-ink-3/50 transition-colors after:absolute after:-inset-2 disabled:opacity-50 data-[state=checked]:bg-accent"
      >
        <Radix.Thumb className="block size-5 translate-x-1 rounded-full bg-surface shadow transition-transform data-[state=checked]:translate-x-6" />
      </Radix.Root>
    </div>
  );
};
