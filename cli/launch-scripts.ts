/** The launch scripts' way to Postgres and Redis. */
type LaunchScripts = typeof import("@/scripts/lib/ensure-services.mjs");

/** Loaded from its file even when this program is bundled, because it finds the project by its place. */
export const launchScripts = (): Promise<LaunchScripts> =>
  import(new URL("../scripts/lib/ensure-services.mjs", import.meta.url).href);
