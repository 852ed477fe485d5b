import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { readJson } from "./files.mjs";
import { inProject, projectRoot } from "./paths.mjs";

// What the built website is made of; the generated Prisma client follows from prisma/schema.prisma.
const SOURCES = [
  ...["app", "lib", "workers", "cli", "public", "prisma/schema.prisma"],
  // The benches are part of the command line, and have the people of the e2e tests meet.
  ...["tests/bench", "tests/e2e"],
  ...["server.ts", "proxy.ts", "instrumentation.ts", "next.config.ts", "next.config.mjs"],
  ...["postcss.config.mjs", "tsconfig.json", "package-lock.json", "scripts/lib/build.mjs"],
];
const NOT_BUILT =
  /\.(test|spec)\.[a-z]+$|\.integration\.test\.|^lib\/platform\/prisma\/|^public\/background-blur\//;

function* filesUnder(place) {
  const absolute = path.join(projectRoot, place);
  if (!existsSync(absolute)) return;
  if (!statSync(absolute).isDirectory()) {
    yield place;
    return;
  }
  const names = readdirSync(absolute, { withFileTypes: true });
  for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = `${place}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(child);
    else if (entry.isFile()) yield child;
  }
}

/** @returns {string} changes whenever the website would be built differently */
export function sourceFingerprint() {
  const hash = createHash("sha256").update(process.versions.node);
  for (const place of SOURCES) {
    for (const file of filesUnder(place)) {
      if (NOT_BUILT.test(file)) continue;
      hash.update(`\0${file}\0`).update(readFileSync(path.join(projectRoot, file)));
    }
  }
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith("NEXT_PUBLIC_"));
  for (const [name, value] of settings.sort()) hash.update(`\0${name}=${value}`);
  return hash.digest("hex");
}

/** @returns {string} of prisma/schema.prisma and the version of Prisma */
export function schemaFingerprint() {
  const { version } = readJson(inProject("node_modules", "prisma", "package.json")) ?? {};
  const schema = readFileSync(inProject("prisma", "schema.prisma"));
  return createHash("sha256").update(`${version}\0`).update(schema).digest("hex");
}

/**
 * Where a build goes. Tests may build beside a running instance, which must keep its own files.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function buildFolders(env = process.env) {
  return { next: env.PARLEY_NEXT_DIR ?? ".next", dist: env.PARLEY_DIST_DIR ?? "dist" };
}

/** @param {string} dist @returns {boolean} whether the programs there were built from these sources */
export function programsAreFresh(dist) {
  return readJson(inProject(dist, "build.json"))?.fingerprint === sourceFingerprint();
}

/** @param {{ next: string, dist: string }} folders @returns {boolean} the same for website and programs */
export function buildIsFresh(folders) {
  return existsSync(inProject(folders.next, "BUILD_ID")) && programsAreFresh(folders.dist);
}
