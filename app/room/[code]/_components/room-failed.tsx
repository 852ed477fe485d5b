"use client";

import { DoorClosed, Lock, type LucideIcon, UserRoundX, Users, WifiOff } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { Button } from "@/app/_components/ui";
import type { RoomState } from "@/lib/room/client/room-state";
import { RoomScreen } from "./room-screen";

type Failure = { icon: LucideIcon; title: string; again: string | null; hint?: string };

/** Codes of refusals, as the server names them; anything else is told by its own sentence. */
const FAILURES: Record<string, Failure> = {
  conflict: {
    icon: Users,
    title: "The room is full",
    again: "Try again",
    hint: "You can come in as soon as somebody leaves.",
  },
  locked: {
    icon: Lock,
    title: "The meeting is locked",
    again: "Try again",
    hint: "Ask whoever invited you to open it.",
  },
  unauthenticated: { icon: UserRoundX, title: "Your seat is gone", again: "Join again" },
  "not-found": { icon: DoorClosed, title: "This meeting does not exist", again: null },
};
const OTHER: Failure = {
  icon: WifiOff,
  title: "You could not be let in",
  again: "Try again",
};

/** Why one is not in the room, and what can be done about it. */
export const RoomFailed = ({
  error,
  onAgain,
}: {
  error: NonNullable<RoomState["error"]>;
  onAgain: () => void;
}) => {
  const { code, message, retryAfterSeconds } = error;
  const waits = useCountdown(code === "forbidden" ? retryAfterSeconds : null);
  if (code === "forbidden") {
    const mayAsk = retryAfterSeconds !== null;
    return (
      <RoomScreen
        icon={DoorClosed}
        title={mayAsk ? "You were not let in" : "You cannot come in"}
        action={
          mayAsk ? (
            <Button look="primary" disabled={waits > 0} onClick={onAgain}>
              {waits > 0 ? `Ask again in ${waits} s` : "Ask again"}
            </Button>
          ) : (
            <GoToStart />
          )
        }
      >
        {mayAsk ? "The host did not open the door." : message}
      </RoomScreen>
    );
  }
  const { icon, title, again, hint } = FAILURES[code] ?? OTHER;
  return (
    <RoomScreen
      icon={icon}
      title={title}
      action={
        again ? (
          <Button look="primary" onClick={onAgain}>
            {again}
          </Button>
        ) : (
          <GoToStart />
        )
      }
    >
      {message}
      {hint && <p className="mt-1">{hint}</p>}
    </RoomScreen>
  );
};

const GoToStart = () => (
  <Button asChild>
    <Link href="/">Go to the start</Link>
  </Button>
);

/** Seconds to go, counted down; 0 when there is nothing to wait for. */
const useCountdown = (from: number | null): number => {
  const [left, setLeft] = useState(from ?? 0);
  useEffect(() => {
    if (from === null) return;
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1_000);
    return () => clearInterval(timer);
  }, [from]);
  return left;
};
