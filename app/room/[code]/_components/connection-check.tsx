"use client";

import { Check, ChevronDown, CircleAlert, LoaderCircle, Minus, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, cn } from "@/app/_components/ui";
import {
  type ConnectionReport,
  checkConnection,
  type Leg,
} from "@/lib/room/client/connection-check";

const NAMES: Record<Leg["name"], string> = {
  socket: "Web socket",
  stun: "Direct (STUN)",
  "turn-udp": "Relay over UDP (TURN)",
  "turn-tcp": "Relay over TCP (TURN)",
};

const LOOKS = {
  running: { icon: LoaderCircle, tone: "text-ink-2" },
  good: { icon: Check, tone: "text-accent" },
  limited: { icon: TriangleAlert, tone: "text-warn" },
  bad: { icon: CircleAlert, tone: "text-record" },
} as const;

const LEG_LOOKS = {
  running: { icon: LoaderCircle, tone: "text-ink-3" },
  ok: { icon: Check, tone: "text-accent" },
  failed: { icon: CircleAlert, tone: "text-record" },
  absent: { icon: Minus, tone: "text-ink-3" },
} as const;

/** Whether this network will carry a meeting: one calm line, and each way by its name on request. */
export const ConnectionCheck = ({ code }: { code: string }) => {
  const [round, setRound] = useState(0);
  const [report, setReport] = useState<ConnectionReport | null>(null);
  const [isOpen, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round checks again.
  useEffect(() => {
    const aborter = new AbortController();
    void checkConnection({ code, signal: aborter.signal, onProgress: setReport });
    return () => aborter.abort();
  }, [code, round]);
  if (!report) return null;
  const { icon: Icon, tone } = LOOKS[report.verdict];
  const isRunning = report.verdict === "running";
  return (
    <section aria-label="Connection" className="flex flex-col gap-1.5 text-sm">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen((open) => !open)}
        className={cn(
          "flex min-h-8 items-center gap-2.5 rounded-sm text-left max-md:min-h-11",
          tone,
        )}
      >
        <Icon aria-hidden className={cn("size-4 shrink-0", isRunning && "animate-spin")} />
        <span role="status">{report.sentence}</span>
        <ChevronDown
          aria-hidden
          className={cn("ml-auto size-4 shrink-0 text-ink-3", isOpen && "rotate-180")}
        />
      </button>
      {report.nextStep && <p className="text-ink-2">{report.nextStep}</p>}
      {isOpen && (
        <div className="flex flex-col gap-3 rounded-md bg-surface p-3.5">
          <ul className="flex flex-col gap-2.5">
            {report.legs.map((leg) => (
              <LegRow key={leg.name} leg={leg} />
            ))}
          </ul>
          <Button
            size="sm"
            className="self-start"
            busy={isRunning}
            onClick={() => setRound((last) => last + 1)}
          >
            Check again
          </Button>
        </div>
      )}
    </section>
  );
};

const LegRow = ({ leg }: { leg: Leg }) => {
  const { icon: Icon, tone } = LEG_LOOKS[leg.state];
  return (
    <li className="flex gap-2.5">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", tone)} />
      <div>
        <p className="font-medium">
          {NAMES[leg.name]}
          {leg.ms !== null && <span className="nums font-normal text-ink-3"> · {leg.ms} ms</span>}
        </p>
        <p className="text-ink-2">{leg.sentence}</p>
      </div>
    </li>
  );
};
