import { QUERY_MAX } from "@/lib/search/schema";
import { queryString } from "./api";

/** What is looked for, and where. An empty word is no filter. */
export type SearchFilters = {
  q: string;
  meeting: string;
  speaker: string;
  /** Days, such as `2026-11-23`, counted in. */
  from: string;
  to: string;
};

export const NO_FILTERS: SearchFilters = { q: "", meeting: "", speaker: "", from: "", to: "" };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const NAME_MAX = 100;

/** The filters of an address; what makes no sense in one is left out. */
export const filtersFrom = (
  params: Readonly<Record<string, string | string[] | undefined>>,
): SearchFilters => {
  const word = (name: string): string => {
    const value = params[name];
    return typeof value === "string" ? value : "";
  };
  const when = (name: string, pattern: RegExp): string =>
    pattern.test(word(name)) ? word(name) : "";
  return {
    q: word("q").slice(0, QUERY_MAX),
    meeting: when("meeting", ID),
    speaker: word("speaker").slice(0, NAME_MAX),
    from: when("from", DAY),
    to: when("to", DAY),
  };
};

/** The address at which the same is found again. */
export const searchPath = (filters: SearchFilters): string => `/search${queryString(filters)}`;

/** How many filters narrow a search. */
export const countFilters = ({ q: _words, ...filters }: SearchFilters): number =>
  Object.values(filters).filter((value) => value !== "").length;

const DAY_MS = 86_400_000;

/** The span of days as moments, in the time zone of whoever looks: `from` counted in, `to` not. */
export const spanOf = ({
  from,
  to,
}: Pick<SearchFilters, "from" | "to">): { from: string | undefined; to: string | undefined } => {
  const midnight = (day: string): Date => new Date(`${day}T00:00:00`);
  const moment = (at: Date): string | undefined =>
    Number.isNaN(at.getTime()) ? undefined : at.toISOString();
  return {
    from: from === "" ? undefined : moment(midnight(from)),
    // Twelve hours past the next midnight, cut to its day: some days are longer or shorter.
    to: to === "" ? undefined : moment(startOfDay(new Date(midnight(to).getTime() + 1.5 * DAY_MS))),
  };
};

const startOfDay = (at: Date): Date => new Date(at.getFullYear(), at.getMonth(), at.getDate());
