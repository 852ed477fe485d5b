import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A table in its own sideways scroller, so that the page itself never scrolls sideways. */
export const Table = ({
  label,
  className,
  ...rest
}: ComponentProps<"table"> & { label: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
  <section aria-label={label} tabIndex={0} className="overflow-x-auto">
    <table className={cn("w-full border-collapse text-left", className)} {...rest} />
  </section>
);

export const HeadCell = ({ className, ...rest }: ComponentProps<"th">) => (
  <th
    scope="col"
    className={cn(
      "whitespace-nowrap border-line border-b px-3 py-2.5 font-semibold text-ink-3 text-sm first:pl-0 last:pr-0",
      className,
    )}
    {...rest}
  />
);

export const Row = ({ className, ...rest }: ComponentProps<"tr">) => (
  <tr className={cn("border-line border-b last:border-0", className)} {...rest} />
);

export const Cell = ({ className, ...rest }: ComponentProps<"td">) => (
  <td className={cn("nums px-3 py-3 align-middle first:pl-0 last:pr-0", className)} {...rest} />
);
