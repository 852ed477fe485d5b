"use client";

import { LoaderCircle, PhoneOff } from "lucide-react";
import { Button, Logo } from "@/app/_components/ui";
import type { RoomClient } from "@/lib/room/client/room-client";
import type { RoomState } from "@/lib/room/client/room-state";
import { Preview } from "./preview";

/** In front of the door: nothing of the room is known here but its title. */
export const WaitingScreen = ({ client, state }: { client: RoomClient; state: RoomState }) => (
  <>
    <header className="px-6 py-5 max-md:px-4 max-md:py-3">
      <Logo />
    </header>
    <main
      id="main"
      tabIndex={-1}
      className="mx-auto grid w-full max-w-5xl flex-1 content-center items-center gap-12 px-6 pb-20 outline-none md:grid-cols-[1.3fr_1fr] max-md:content-start max-md:gap-6 max-md:px-4 max-md:pb-8"
    >
      <Preview media={client.media} />
      <div className="flex min-w-0 flex-col items-start gap-5">
        <div className="flex flex-col gap-1.5">
          <p className="text-ink-2 text-sm">Waiting room</p>
          <h1 className="font-bold text-2xl [overflow-wrap:anywhere]">{state.waitingFor}</h1>
        </div>
        <div role="status" className="flex flex-col gap-2">
          <p className="flex items-center gap-3 font-semibold text-lg">
            <LoaderCircle aria-hidden className="size-5 animate-spin text-accent" />
            Asking to be let in…
          </p>
          <p className="text-ink-2">
            The host was told that you are here. Keep this page open: you come in by yourself as
            soon as they open the door.
          </p>
        </div>
        <Button onClick={() => void client.leave()}>
          <PhoneOff aria-hidden />
          Leave
        </Button>
      </div>
    </main>
  </>
);
