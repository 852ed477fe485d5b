import type { ComponentProps } from "react";
import { cn } from "./cn";

/** The place of something that is on its way. Its container says so to screen readers. */
export const Skeleton = ({ className, ...rest }: ComponentProps<"div">) => (
  <div
    aria-hidden
    className={cn("animate-pulse-calm rounded-sm bg-line/80", className)}
    {...rest}
  />
);
