"use client";

import { useEffect, useState } from "react";
import { Badge, Button } from "@/app/_components/ui";
import { waitingFor } from "../_view/words";
import { useRoomScope } from "./room-scope";

/** How often "for 2 min" is looked at again, milliseconds. */
const TICK_MS = 15_000;

/** Who is in front of the door; hosts let them in or send them away. */
export const WaitingSection = () => {
  const { client, state, actions } = useRoomScope();
  const [now, setNow] = useState(() => client.clock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(client.clock.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [client]);
  const { lobby } = state;
  return (
    <section aria-labelledby="waiting-heading" className="border-line border-b p-4">
      <div className="flex min-h-9 items-center justify-between gap-3">
        <h3 id="waiting-heading" className="nums font-semibold text-sm">
          Waiting to be let in · {lobby.length}
        </h3>
        {lobby.length > 1 && (
          <Button look="link" size="inline" onClick={() => actions.admit(null)}>
            Admit all
          </Button>
        )}
      </div>
      <ul className="flex flex-col gap-3">
        {lobby.map(({ id, name, isGuest, sinceMs }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <div className="min-w-32 flex-1">
              <p className="flex items-center gap-2">
                <span className="truncate font-medium">{name}</span>
                {isGuest && <Badge>Guest</Badge>}
              </p>
              <p className="nums text-ink-3 text-sm">waiting {waitingFor(sinceMs, now)}</p>
            </div>
            <LobbyAnswer id={id} name={name} />
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The two answers to somebody who waits. */
export const LobbyAnswer = ({ id, name }: { id: string; name: string }) => {
  const { actions } = useRoomScope();
  return (
    <div className="flex gap-2">
      <Button size="sm" aria-label={`Deny ${name}`} onClick={() => actions.deny(id)}>
        Deny
      </Button>
      <Button
        size="sm"
        look="primary"
        aria-label={`Admit ${name}`}
        onClick={() => actions.admit(id)}
      >
        Admit
      </Button>
    </div>
  );
};
