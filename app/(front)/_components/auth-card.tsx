import type { ReactNode } from "react";

/** One form in the middle of a quiet page. */
export const AuthCard = ({
  title,
  lead,
  children,
  other,
}: {
  title: string;
  lead: string;
  children: ReactNode;
  /** The way to the other form. */
  other: ReactNode;
}) => (
  <div className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center gap-7 px-6 pt-6 pb-24">
    <div className="flex flex-col gap-1.5">
      <h1 className="font-bold text-2xl tracking-[-0.025em]">{title}</h1>
      <p className="text-ink-2">{lead}</p>
    </div>
    {children}
    <p className="text-ink-2 text-sm">{other}</p>
  </div>
);
