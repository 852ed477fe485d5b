import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const buttonStyle = cva(
  [
    "inline-flex select-none items-center justify-center gap-2 whitespace-nowrap font-semibold",
    "transition-[background-color,border-color,color,opacity] aria-disabled:cursor-default",
    "disabled:cursor-default disabled:opacity-60 aria-disabled:opacity-60",
    "[&_.lucide]:size-[1.15em]",
  ],
  {
    variants: {
      look: {
        primary: "bg-accent text-accent-ink hover:bg-accent-strong",
        secondary:
          "border border-line bg-surface text-ink hover:border-ink-3/50 hover:bg-sunken/60",
        soft: "bg-sunken text-ink hover:bg-line",
        quiet: "text-ink-2 hover:bg-sunken hover:text-ink",
        danger: "bg-record text-record-ink hover:opacity-90",
        link: "text-accent underline-offset-4 hover:underline",
      },
      size: {
        sm: "h-8 rounded-full px-3 text-sm max-md:h-11 max-md:px-4",
        md: "h-10 rounded-md px-4 text-base max-md:h-11",
        lg: "h-13 rounded-md px-6 text-lg",
        inline: "h-auto rounded-sm p-0 text-[length:inherit]",
      },
      wide: { true: "w-full", false: "" },
    },
    defaultVariants: { look: "secondary", size: "md", wide: false },
  },
);

type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonStyle> & {
    /** Renders the only child (a link, say) with the look of a button. */
    asChild?: boolean;
    /** Shows a turning mark, announces the wait, and ignores clicks meanwhile. */
    busy?: boolean;
  };

/** A button; `type="button"` unless told otherwise, so a form is never sent by accident. */
export const Button = ({
  look,
  size,
  wide,
  asChild = false,
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) => {
  const style = cn(buttonStyle({ look, size, wide }), className);
  if (asChild) {
    return (
      <Slot.Root className={style} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={style}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
};
