"use client";

import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";

/** What a control inside a field must carry to be named and described. */
export type FieldControl = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

/** A labelled control with a hint and, when it is wrong, a sentence on what to do. */
export const Field = ({
  label,
  hint,
  error,
  aside,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Something small at the end of the label's line, such as a link. */
  aside?: ReactNode;
  children: (control: FieldControl) => ReactNode;
}) => {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint !== undefined && hintId, error !== undefined && errorId]
    .filter(Boolean)
    .join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium text-ink-2 text-sm">
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        "aria-describedby": describedBy === "" ? undefined : describedBy,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      {hint !== undefined && error === undefined && (
        <p id={hintId} className="text-ink-3 text-sm">
          {hint}
        </p>
      )}
      <p id={errorId} role="alert" className="flex gap-1.5 text-record text-sm empty:hidden">
        {error !== undefined && (
          <>
            <CircleAlert aria-hidden className="mt-0.5 size-3.5" />
            {error}
          </>
        )}
      </p>
    </div>
  );
};
