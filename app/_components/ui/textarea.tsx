import type { ComponentProps } from "react";
import { cn } from "./cn";
import { inputStyle } from "./input";

/** Lines of text to fill in; grows with them. Inside a `Field` it is labelled and described by itself. */
export const Textarea = ({ className, ...rest }: ComponentProps<"textarea">) => (
  <textarea
    className={cn(inputStyle, "field-sizing-content h-auto min-h-22 py-2.5", className)}
    {...rest}
  />
);
