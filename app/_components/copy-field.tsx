"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { copyText } from "./copy-text";
import { Button, cn, inputStyle } from "./ui";

const SHOWN_MS = 2_000;

/** Something to copy: shown whole, selected by a click, copied by its button. */
export const CopyField = ({
  label,
  value,
  hint,
  mono = false,
  hideLabel = false,
}: {
  label: string;
  value: string;
  hint?: string;
  mono?: boolean;
  hideLabel?: boolean;
}) => {
  const id = useId();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className={cn("font-medium text-ink-2 text-sm", hideLabel && "sr-only")}>
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          value={value}
          onFocus={(event) => event.target.select()}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          className={cn(
            inputStyle,
            "min-w-0 flex-1 bg-sunken text-sm max-md:text-sm",
            mono && "font-mono",
          )}
        />
        <Button
          className="h-11 shrink-0"
          aria-label={`Copy ${label.toLowerCase()}`}
          onClick={async () => setCopied(await copyText(value))}
        >
          {copied ? <Check aria-hidden className="text-accent" /> : <Copy aria-hidden />}
          <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
        </Button>
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-ink-3 text-sm">
          {hint}
        </p>
      )}
    </div>
  );
};
