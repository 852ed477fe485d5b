/** Milliseconds on the meeting clock → `12:34`, or `1:02:03` from an hour on. */
export const clock = (ms: number): string => {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`
    : `${String(minutes).padStart(2, "0")}:${seconds}`;
};

/** Milliseconds → a length of time in words: `40 s`, `48 min`, `1 h 12 min`. */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
};

/** Seconds still to go → `about 20 s`, in steps that do not flicker. */
export const secondsLeft = (seconds: number): string => {
  if (seconds < 5) return "a few seconds";
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} s`;
  return `about ${Math.round(seconds / 60)} min`;
};

/** 0.62 → `62 %`; never 100 % before it is done. */
export const percent = (share: number): string =>
  `${Math.min(99, Math.max(0, Math.floor(share * 100)))} %`;

/** `count(1, "person", "people")` → `1 person`. */
export const count = (n: number, one: string, many: string): string =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** 41_200_000_000 → `41.2 GB`, decimal units. */
export const bytes = (n: number): string => {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = Math.max(0, n);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
};

const DAY_MS = 86_400_000;

const startOfDay = (at: Date): number =>
  new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** `14:00` in the viewer's time zone. */
export const timeOfDay = (iso: string): string =>
  new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** `Mon 23`, for a row beneath a heading that says which month. */
export const shortDay = (iso: string): string => {
  const at = new Date(iso);
  return `${at.toLocaleDateString("en-GB", { weekday: "short" })} ${at.getDate()}`;
};

/** `Mon 23 Nov 2026, 14:00`. */
export const longDate = (iso: string): string => {
  const at = new Date(iso);
  const weekday = at.toLocaleDateString("en-GB", { weekday: "short" });
  const date = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  return `${weekday} ${date}, ${timeOfDay(iso)}`;
};

/**
 * The heading a meeting stands under: `Today`, `Yesterday`, a weekday of the last six days, then
 * `12 November`, with the year when it is another one.
 */
export const dayHeading = (iso: string, now: Date): string => {
  const at = new Date(iso);
  const daysAgo = Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS);
  if (daysAgo <= 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  if (daysAgo < 7) return at.toLocaleDateString("en-GB", { weekday: "long" });
  const sameYear = at.getFullYear() === now.getFullYear();
  return at.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  });
};

/** `Good morning` before noon, `Good afternoon` before six, `Good evening` after. */
export const greeting = (now: Date): string => {
  const hour = now.getHours();
  if (hour < 5 || hour >= 18) return "Good evening";
  return hour < 12 ? "Good morning" : "Good afternoon";
};

/** `just now`, `40 s ago`, `3 min ago`, `2 h ago`, else the date. */
export const ago = (iso: string, now: Date): string => {
  const seconds = Math.round((now.getTime() - new Date(iso).getTime()) / 1000);
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return longDate(iso);
};

/** `Ann`, `Ann and Ben`, `Ann, Ben and 2 others`. */
export const nameList = (names: readonly string[], max = 3): string => {
  if (names.length <= 1) return names[0] ?? "";
  const shown = names.length > max ? names.slice(0, max - 1) : names.slice(0, -1);
  const last =
    names.length > max ? count(names.length - shown.length, "other", "others") : names.at(-1);
  return `${shown.join(", ")} and ${last}`;
};

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** 2 → `two`; beyond ten as digits. */
export const inWords = (n: number): string => WORDS[n] ?? n.toLocaleString("en");

/** `hello` → `Hello`. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
