"use client";

import { type ReactNode, useEffect } from "react";

/** The room is dark whatever the site is. Dialogs and toasts stand outside of it, in the body. */
export const RoomTheme = ({ children }: { children: ReactNode }) => {
  useEffect(() => {
    const before = document.body.dataset.theme;
    document.body.dataset.theme = "dark";
    return () => {
      if (before === undefined) delete document.body.dataset.theme;
      else document.body.dataset.theme = before;
    };
  }, []);
  return (
    <div data-theme="dark" className="flex min-h-dvh flex-col bg-paper text-ink">
      {children}
    </div>
  );
};
