"use client";

import { Hash } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, type Ref, useId, useState } from "react";
import { joinTarget } from "@/lib/client/join";
import { roomPath } from "@/lib/client/paths";
import { useReady } from "@/lib/client/use-ready";
import { Button, cn, inputStyle, Kbd } from "./ui";

/** A field for a meeting's code or link. The way in appears once something is typed. */
export const JoinByCode = ({
  inputRef,
  shortcut,
  className,
}: {
  inputRef?: Ref<HTMLInputElement>;
  shortcut?: string;
  className?: string;
}) => {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const isReady = useReady();
  const errorId = useId();

  const join = (event: FormEvent): void => {
    event.preventDefault();
    const target = joinTarget(typed);
    if (target.ok) router.push(roomPath(target.code));
    else setProblem(target.message);
  };

  return (
    <form onSubmit={join} noValidate className={cn("relative", className)}>
      <Hash
        aria-hidden
        className="pointer-events-none absolute top-3 left-3.5 size-4.5 text-ink-3 max-md:top-3.5"
      />
      <input
        ref={inputRef}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setProblem(null);
        }}
        aria-label="Join by code or link"
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? undefined : errorId}
        placeholder="abcd-efgh-jkmn"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={300}
        className={cn(
          inputStyle,
          "pl-10 placeholder:tracking-wide",
          typed === "" ? "pr-11" : "pr-18",
        )}
      />
      <span className="absolute top-1.5 right-1.5 flex h-8 items-center">
        {typed === "" ? (
          shortcut !== undefined && <Kbd className="mr-1.5 max-md:hidden">{shortcut}</Kbd>
        ) : (
          <Button
            type="submit"
            look="primary"
            size="sm"
            disabled={!isReady}
            className="h-8 rounded-sm max-md:h-8"
          >
            Join
          </Button>
        )}
      </span>
      <p
        id={errorId}
        role="alert"
        className="absolute inset-x-0 top-full z-10 mt-1 text-record text-sm empty:hidden"
      >
        {problem}
      </p>
    </form>
  );
};
