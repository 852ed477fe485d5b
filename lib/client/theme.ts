import { z } from "zod";

/** How the pages look: as the system does, or always one way. */
export const theme = z.enum(["system", "light", "dark"]);
export type Theme = z.infer<typeof theme>;

export const THEME_COOKIE = "parley-theme";

const YEAR_SECONDS = 31_536_000;

/** Applies a theme at once and keeps it in a cookie, so that the server renders the next page in it. */
export const applyTheme = (choice: Theme): void => {
  const root = document.documentElement;
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  const maxAge = choice === "system" ? 0 : YEAR_SECONDS;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari.
  document.cookie = `${THEME_COOKIE}=${choice}; Path=/; Max-Age=${maxAge}; SameSite=Lax`;
};

/** What the page shows now. */
export const currentTheme = (): Theme =>
  theme.catch("system").parse(document.documentElement.dataset.theme ?? "system");
