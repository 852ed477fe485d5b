import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { localEnv } from "@/lib/platform/env";

export interface ThreadEntry {
  file: string;
  env: Record<string, string | undefined>;
}

const BUILT = "inference.thread.mjs";
const SOURCE = "inference.source.mjs";

/**
 * Where a thread starts: the built file beside a built program, or the source. The two last places
 * serve code that a bundler moved elsewhere, such as a page of the website.
 *
 * @throws when there is none, which means an incomplete build
 */
export function findThreadEntry(): ThreadEntry {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const root = process.cwd();
  const places = [
    path.join(here, BUILT),
    path.join(here, SOURCE),
    path.join(root, localEnv().PARLEY_DIST_DIR, BUILT),
    path.join(root, "lib/models", SOURCE),
  ];
  const file = places.find((place) => existsSync(place));
  if (!file) throw new Error("The inference thread's program is missing: run `npm run build`.");
  const tsconfig = path.resolve(path.dirname(file), "../../tsconfig.json");
  const fromSource = file.endsWith(SOURCE);
  return { file, env: { ...process.env, ...(fromSource && { TSX_TSCONFIG_PATH: tsconfig }) } };
}
