"use client";

import { Button } from "@/app/_components/ui";
import { useRoomScope } from "./room-scope";
import { LobbyAnswer } from "./waiting-section";

const SHOWN_AT_ONCE = 3;

/** Who waits, over the pictures until a host answers; the list of people shows them all. */
export const LobbyCards = () => {
  const { state, actions, view } = useRoomScope();
  const { lobby } = state;
  if (lobby.length === 0 || view.panel === "people") return null;
  const more = lobby.length - SHOWN_AT_ONCE;
  return (
    <section
      aria-label="Waiting room"
      className="absolute top-3 right-3 z-20 flex w-[min(22rem,calc(100%-1.5rem))] animate-rise flex-col divide-y divide-line rounded-lg border border-line bg-surface/95 px-4 shadow-float"
    >
      {lobby.slice(0, SHOWN_AT_ONCE).map(({ id, name }) => (
        <div key={id} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 py-3">
          <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <span className="font-semibold">{name}</span> is waiting
          </p>
          <LobbyAnswer id={id} name={name} />
        </div>
      ))}
      {lobby.length > 1 && (
        <div className="flex items-center justify-between gap-3 py-3">
          <Button look="link" size="inline" onClick={() => view.setPanel("people")}>
            {more > 0 ? `and ${more} more` : "Show the list"}
          </Button>
          <Button size="sm" onClick={() => actions.admit(null)}>
            Admit all
          </Button>
        </div>
      )}
    </section>
  );
};
