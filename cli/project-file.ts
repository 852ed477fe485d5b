import { fileURLToPath } from "node:url";

/** A file of the project, from source and from the bundle alike: both lie one folder deep. */
export const projectFile = (name: string): string =>
  fileURLToPath(new URL(`../${name}`, import.meta.url));
