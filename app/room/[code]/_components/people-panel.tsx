"use client";

import { isModerator } from "@/lib/room/schema";
import { handNumbers, listed } from "../_view/order";
import { crowdWarning, sizeLine } from "../_view/words";
import { InviteLink } from "./invite-link";
import { PersonRow } from "./person-row";
import { useRoomScope } from "./room-scope";
import { RoomSettings } from "./room-settings";
import { WaitingSection } from "./waiting-section";

/** Who waits, who is here, and what the hosts decided for the room. */
export const PeoplePanel = () => {
  const { state, actions } = useRoomScope();
  const { people, capacity, comfortable, self } = state;
  const hands = handNumbers(people);
  const keepsOrder = self !== null && isModerator(self.role);
  const isCrowded = comfortable > 0 && people.length > comfortable;
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {keepsOrder && state.lobby.length > 0 && <WaitingSection />}
        <section aria-label="In the meeting" className="p-2">
          <ul className="flex flex-col gap-1">
            {listed(people).map((person) => (
              <PersonRow key={person.id} person={person} hand={hands.get(person.id) ?? null} />
            ))}
          </ul>
        </section>
        <div className="px-4 pb-4 text-sm">
          <p className="nums text-ink-3">{sizeLine(people.length, capacity, comfortable)}</p>
          {isCrowded && (
            <p className="mt-2 rounded-md bg-warn-soft px-3 py-2 text-warn">
              {crowdWarning(comfortable)}
            </p>
          )}
        </div>
        {keepsOrder && <RoomSettings />}
      </div>
      <div className="border-line border-t p-4">
        <InviteLink onCopy={actions.copyLink} />
      </div>
    </>
  );
};
