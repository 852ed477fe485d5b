import type { RoomPerson } from "@/lib/room/schema";

/** Of a pair, the one who came later offers first and yields when offers collide. */
export const leadsPair = (
  self: Pick<RoomPerson, "joinOrder">,
  other: Pick<RoomPerson, "joinOrder">,
): boolean => self.joinOrder > other.joinOrder;

export type PeoplePlan = {
  /** Ids whose path ends: gone, or the pair's roles turned round. */
  drop: string[];
  /** People to whom a path begins. */
  open: RoomPerson[];
  /** People to whom a path exists and stays. */
  keep: RoomPerson[];
};

/** What has to change for `existing` paths (id → whether we lead) to fit the people in the room. */
export const planPeople = (input: {
  self: RoomPerson;
  others: readonly RoomPerson[];
  existing: ReadonlyMap<string, boolean>;
}): PeoplePlan => {
  const others = input.others.filter((person) => person.id !== input.self.id);
  const stays = (person: RoomPerson): boolean =>
    input.existing.get(person.id) === leadsPair(input.self, person);
  const keep = others.filter(stays);
  const kept = new Set(keep.map((person) => person.id));
  return {
    keep,
    open: others.filter((person) => !kept.has(person.id)),
    drop: [...input.existing.keys()].filter((id) => !kept.has(id)),
  };
};
