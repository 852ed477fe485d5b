"use client";

import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useShortcuts } from "@/lib/client/shortcuts";
import { cn, IconButton, inputStyle, Kbd } from "../../../../_components/ui";
import type { Find } from "../_hooks/use-find";

/** Search within the meeting: `/` comes here, Enter goes on, Shift+Enter back, Escape ends it. */
export const FindBar = ({ find }: { find: Find }) => {
  const field = useRef<HTMLInputElement>(null);
  useShortcuts({ "/": () => field.current?.select() });

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter") {
      event.preventDefault();
      find.step(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      find.setWords("");
      field.current?.blur();
    }
  };
  const searching = find.words.trim() !== "";
  const said =
    find.places.length === 0 ? "not said here" : `${find.index + 1} of ${find.places.length}`;
  return (
    <search className="relative block">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2.5 left-3.5 size-4.5 text-ink-3 max-md:top-3.5"
      />
      <input
        ref={field}
        type="search"
        value={find.words}
        onChange={(event) => find.setWords(event.target.value)}
        onKeyDown={onKey}
        aria-label="Search within this meeting"
        placeholder="Search within this meeting"
        autoComplete="off"
        maxLength={200}
        className={cn(
          inputStyle,
          "h-9.5 pl-10 max-md:h-11 [&::-webkit-search-cancel-button]:hidden",
          searching ? "pr-44 max-md:pr-52" : "pr-10",
        )}
      />
      <div className="absolute inset-y-0 right-1.5 flex items-center gap-0.5">
        <span role="status" className="nums mr-1 text-ink-2 text-sm">
          {searching && said}
        </span>
        {searching ? (
          <>
            <IconButton
              label="Previous place"
              shortcut="Shift Enter"
              size="sm"
              className="size-7.5"
              disabled={find.places.length === 0}
              onClick={() => find.step(-1)}
            >
              <ChevronUp aria-hidden />
            </IconButton>
            <IconButton
              label="Next place"
              shortcut="Enter"
              size="sm"
              className="size-7.5"
              disabled={find.places.length === 0}
              onClick={() => find.step(1)}
            >
              <ChevronDown aria-hidden />
            </IconButton>
          </>
        ) : (
          <Kbd className="mr-1 max-md:hidden">/</Kbd>
        )}
      </div>
    </search>
  );
};
