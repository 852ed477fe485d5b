import type { ComponentProps } from "react";
import { cn } from "./cn";

export const inputStyle = [
  "h-11 w-full rounded-md border border-line bg-surface px-3.5 text-base text-ink",
  // 16 px on phones: a smaller field makes iOS zoom the page.
  "max-md:text-base max-md:[font-size:16px]",
  "transition-colors hover:border-ink-3/50 focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0",
  "aria-invalid:border-record aria-invalid:focus-visible:outline-record",
  "disabled:bg-sunken disabled:text-ink-3",
].join(" ");

/** A line of text to fill in. Inside {@link Field} it is labelled and described by itself. */
export const Input = ({ className, ...rest }: ComponentProps<"input">) => (
  <input className={cn(inputStyle, className)} {...rest} />
);
