"use client";

import { Hourglass, type LucideIcon, MonitorUp, WifiOff } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button, cn } from "@/app/_components/ui";
import { clock } from "@/lib/client/format";
import { isOwnLineWeak, WEAK_LINE } from "../_view/words";
import { useRoomScope } from "./room-scope";
import { WeakSignal } from "./signal-icon";

/** What everybody must know at the moment, above the pictures; the announcer reads it out. */
export const Banners = () => {
  const { state } = useRoomScope();
  const { status, settings, share } = state;
  const isWeak = isOwnLineWeak(state);
  return (
    <>
      {status === "reconnecting" && (
        <Banner tone="warn" icon={WifiOff}>
          The connection is down. Getting you back to your seat…
        </Banner>
      )}
      {isWeak && (
        <Banner tone="warn" icon={WeakSignal}>
          {WEAK_LINE}
        </Banner>
      )}
      {settings.hostlessUntilMs !== null && <Hostless untilMs={settings.hostlessUntilMs} />}
      {share.on && <Presenting />}
    </>
  );
};

const tones = { warn: "bg-warn-soft text-warn", calm: "bg-surface text-ink" } as const;

const Banner = ({
  tone,
  icon: Icon,
  action,
  children,
}: {
  tone: keyof typeof tones;
  icon: LucideIcon;
  action?: ReactNode;
  children: ReactNode;
}) => (
  <div
    className={cn(
      "flex min-h-11 items-center justify-center gap-2.5 rounded-md px-4 py-1.5 font-medium",
      tones[tone],
    )}
  >
    <Icon aria-hidden className="size-4.5" />
    <p>{children}</p>
    {action}
  </div>
);

/** Counts down by the meeting's clock. */
const Hostless = ({ untilMs }: { untilMs: number }) => {
  const { client } = useRoomScope();
  const [left, setLeft] = useState(() => untilMs - client.clock.now());
  useEffect(() => {
    const show = (): void => setLeft(untilMs - client.clock.now());
    show();
    const timer = setInterval(show, 500);
    return () => clearInterval(timer);
  }, [client, untilMs]);
  return (
    <Banner tone="warn" icon={Hourglass}>
      The host has left. The meeting ends <span className="nums">in {clock(left)}</span> unless a
      host comes back.
    </Banner>
  );
};

const Presenting = () => {
  const { state, actions } = useRoomScope();
  return (
    <Banner
      tone="calm"
      icon={MonitorUp}
      action={
        <Button size="sm" look="danger" className="ml-1" onClick={actions.togglePresenting}>
          Stop
        </Button>
      }
    >
      You are presenting{state.share.hasSound ? ", with sound" : ""}
    </Banner>
  );
};
