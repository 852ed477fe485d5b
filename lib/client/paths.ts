/** Where to go when nothing better is known. */
export const HOME = "/meetings";

/**
 * A `?next=` value as a path of this site. Anything that could lead elsewhere (`//evil.example`,
 * `/\evil.example`, `https:…`, control characters that browsers drop) becomes the dashboard.
 */
export const safeNext = (raw: string | string[] | null | undefined): string => {
  if (typeof raw !== "string" || !/^\/(?![/\\])/.test(raw)) return HOME;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers strip these before resolving.
  if (/[\u0000-\u001f\\]/.test(raw)) return HOME;
  const base = "http://parley.invalid";
  if (!URL.canParse(raw, base)) return HOME;
  const url = new URL(raw, base);
  // Dots are resolved by now: "/a/..//b" has become "//b", another site.
  if (url.origin !== base || url.pathname.startsWith("//")) return HOME;
  return `${url.pathname}${url.search}${url.hash}`;
};

/** A meeting's page, at a segment when a position is given. */
export const meetingPath = (id: string, position?: number): string =>
  position === undefined ? `/meetings/${id}` : `/meetings/${id}#s${position}`;

/** The room behind a code, which may be typed with or without dashes. */
export const roomPath = (code: string): string => `/room/${encodeURIComponent(code)}`;
