"use client";

import { cn, Switch } from "@/app/_components/ui";
import { lobbyMode } from "@/lib/room/schema";
import { LOBBY_WORDS } from "../_view/words";
import { EmotionSettings } from "./emotion-settings";
import { useRoomScope } from "./room-scope";

/** What hosts decide for the room: who waits in front of the door, whether it is locked, and emotion. */
export const RoomSettings = () => {
  const { state, actions } = useRoomScope();
  const { lobby, locked } = state.settings;
  return (
    <section aria-labelledby="room-settings" className="border-line border-t p-4">
      <h3 id="room-settings" className="mb-3 font-semibold text-sm">
        The room
      </h3>
      <fieldset className="mb-3">
        <legend className="mb-1.5 font-medium">Waiting room</legend>
        <div className="grid grid-cols-3 gap-1 rounded-md bg-sunken p-1">
          {lobbyMode.options.map((mode) => (
            <label
              key={mode}
              className={cn(
                "relative inline-flex h-9 cursor-pointer items-center justify-center rounded-sm px-1 text-center font-medium text-sm transition-colors max-md:h-11",
                "has-focus-visible:outline-2 has-focus-visible:outline-accent",
                lobby === mode ? "bg-surface text-ink shadow-low" : "text-ink-2 hover:text-ink",
              )}
            >
              <input
                type="radio"
                name="waiting-room"
                value={mode}
                checked={lobby === mode}
                onChange={() => void actions.setLobby(mode)}
                className="absolute inset-0 cursor-pointer opacity-0"
              />
              {LOBBY_WORDS[mode]}
            </label>
          ))}
        </div>
      </fieldset>
      <Switch
        label="Lock the meeting"
        hint="Nobody new comes in; whoever was here may return."
        on={locked}
        onChange={(on) => void actions.setLocked(on)}
      />
      {state.emotion.status.offered && <EmotionSettings />}
    </section>
  );
};
