import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { createApt, readOsRelease } from "./apt.mjs";
import { PlainError } from "./errors.mjs";
import { readJson } from "./files.mjs";
import { cacheFolder, withDocker } from "./paths.mjs";
import { canReach } from "./service-user.mjs";

// Raised when the layout of the unpacked folder changes. Older copies stay, since they may be in use.
const LAYOUT = 1;
const FOLDER = `services-${LAYOUT}`;
// Loaded only by features that stay off (JIT) or by scripts that are not run (perl).
const UNUSED =
  /^lib(llvm|z3-|perl|.*-perl$|c-l10n|pam-modules|db5|gdbm|semanage|sepol|text-|proc2)/;

/**
 * @typedef {object} PrivatePrefix
 * @property {string} folder
 * @property {string} postgresBin folder with postgres and initdb
 * @property {number} postgresMajor
 * @property {string} redisServer path of the program
 */

/**
 * The unpacked private copy, if there is a whole one.
 * @param {{ dataFolder: string, user: import("./service-user.mjs").ServiceUser, env?: NodeJS.ProcessEnv }} options
 * @returns {PrivatePrefix | undefined}
 */
export function installedPrefix({ dataFolder, user, env }) {
  for (const parent of prefixParents({ dataFolder, user, env })) {
    const found = readPrefix(path.join(parent, FOLDER));
    if (found) return found;
  }
  return undefined;
}

function prefixParents({ dataFolder, user, env }) {
  const parents = [cacheFolder(env), dataFolder, "/var/cache/parley"];
  return parents.filter((folder, at) => canReach(folder, user) && parents.indexOf(folder) === at);
}

function readPrefix(folder) {
  const manifest = readJson(path.join(folder, "manifest.json"));
  if (manifest?.arch !== process.arch) return undefined;
  const postgresBin = path.join(folder, `usr/lib/postgresql/${manifest.postgresMajor}/bin`);
  const redisServer = path.join(folder, "usr/bin/redis-server");
  const needed = [
    path.join(postgresBin, "postgres"),
    path.join(postgresBin, "initdb"),
    redisServer,
  ];
  if (!needed.every((file) => existsSync(file))) return undefined;
  return { folder, postgresBin, postgresMajor: manifest.postgresMajor, redisServer };
}

/**
 * Fetches Postgres, pgvector and Redis through apt and unpacks them, with the libraries they need,
 * into a private folder: nothing is installed, and no root is needed.
 * @param {{ dataFolder: string, user: import("./service-user.mjs").ServiceUser, env?: NodeJS.ProcessEnv,
 *   table: ReturnType<typeof import("./processes.mjs").createProcessTable>,
 *   progress: import("./progress.mjs").Progress }} options
 * @returns {Promise<PrivatePrefix>}
 * @throws {PlainError} naming docker compose when this machine has no usable apt
 */
export async function fetchPrefix({ dataFolder, user, env = process.env, table, progress }) {
  const release = readOsRelease();
  const debianLike = `${release.ID} ${release.ID_LIKE ?? ""}`.match(/\b(debian|ubuntu)\b/);
  if (process.platform !== "linux" || !debianLike) {
    throw new PlainError(
      `No Postgres with pgvector and Redis were found, and Parley can fetch its own only where apt is: ${withDocker}.`,
    );
  }
  const parent = firstWritable(prefixParents({ dataFolder, user, env }));
  const folder = path.join(parent, FOLDER);
  const staging = mkdtempSync(path.join(parent, "fetching-"));
  chmodSync(staging, 0o755);
  try {
    await progress.step("Fetching Postgres, pgvector and Redis", (note) =>
      fillPrefix({ staging, release, table, note }),
    );
    // Another Parley may have fetched a whole one meanwhile, and run from it.
    if (!readPrefix(folder)) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(staging, folder);
    }
    const done = readPrefix(folder);
    if (!done)
      throw new PlainError(`The fetched copy of Postgres and Redis is incomplete: ${withDocker}.`);
    return done;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function firstWritable(parents) {
  let refused;
  for (const parent of parents) {
    try {
      mkdirSync(parent, { recursive: true, mode: 0o755 });
      rmSync(mkdtempSync(path.join(parent, "probe-")), { recursive: true });
      return parent;
    } catch (error) {
      refused = error;
    }
  }
  throw refused;
}

async function fillPrefix({ staging, release, table, note }) {
  const apt = await createApt({ staging, release, table });
  note("package lists");
  await apt.get("update");
  const names = (await apt.cache("pkgnames")).split("\n");
  const major = Math.max(
    0,
    ...names.map((name) => Number(/^postgresql-(\d+)-pgvector$/.exec(name)?.[1] ?? 0)),
  );
  if (!major) {
    throw new PlainError(`This machine's package sources have no pgvector: ${withDocker}.`);
  }
  const roots = [`postgresql-${major}-pgvector`, "redis-server"];
  const plan = await apt.get("install", "--no-install-recommends", "--print-uris", "-y", ...roots);
  // Lines read: 'address' file_version_arch.deb size hash
  const wanted = [...plan.matchAll(/^'[^']+' (\S+?)_\S+ (\d+) /gm)]
    .map(([, name, size]) => ({ name, size: Number(size) }))
    .filter(({ name }) => isNeeded({ name, major }));
  const megabytes = Math.round(wanted.reduce((sum, { size }) => sum + size, 0) / 1e6);
  note(`${wanted.length} packages, ${megabytes} MB`);
  await apt.get("download", ...wanted.map(({ name }) => name));
  note("unpacking");
  for (const file of readdirSync(apt.downloads).filter((name) => name.endsWith(".deb"))) {
    await table.run({
      name: "dpkg-deb",
      command: "dpkg-deb",
      args: ["-x", path.join(apt.downloads, file), staging],
      failure: `A fetched package could not be unpacked: ${withDocker}.`,
    });
  }
  const machine = readdirSync(path.join(staging, "usr/lib")).find((name) =>
    name.endsWith("-linux-gnu"),
  );
  const unused = [
    ...["etc", "var", "usr/share/doc", "usr/share/man", "usr/share/locale"],
    `usr/lib/postgresql/${major}/lib/bitcode`,
    `usr/lib/${machine}/gconv`,
  ];
  for (const folder of [apt.folder, ...unused.map((name) => path.join(staging, name))]) {
    rmSync(folder, { recursive: true, force: true });
  }
  wrapPrograms({ staging, major, machine });
  const version = await table.run({
    name: "postgres",
    command: path.join(staging, `usr/lib/postgresql/${major}/bin/postgres`),
    args: ["--version"],
    failure: `The fetched Postgres does not run on this machine: ${withDocker}.`,
  });
  const redis = await table.run({
    name: "redis",
    command: path.join(staging, "usr/bin/redis-server"),
    args: ["--version"],
    failure: `The fetched Redis does not run on this machine: ${withDocker}.`,
  });
  const manifest = {
    arch: process.arch,
    postgresMajor: major,
    postgres: version.output.trim(),
    redis: redis.output.trim(),
  };
  writeFileSync(path.join(staging, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The servers themselves and the libraries they load. */
function isNeeded({ name, major }) {
  if (name === `postgresql-${major}` || name === `postgresql-${major}-pgvector`) return true;
  if (name === "redis-server" || name === "redis-tools") return true;
  return (name.startsWith("lib") && !UNUSED.test(name)) || name === "zlib1g";
}

/**
 * The programs are run by the loader that came with their libraries, so this machine's do not matter.
 * Names are relative, so the folder may be moved.
 */
function wrapPrograms({ staging, major, machine }) {
  const libraries = path.join(staging, "usr/lib");
  const loader = readdirSync(path.join(libraries, machine)).find((name) =>
    /^ld-linux.*\.so\.\d+$/.test(name),
  );
  const bin = `usr/lib/postgresql/${major}/bin`;
  for (const program of [`${bin}/postgres`, `${bin}/initdb`, "usr/bin/redis-server"]) {
    const file = path.join(staging, program);
    const folder = path.dirname(file);
    const up = path.relative(folder, libraries);
    mkdirSync(path.join(folder, "real"), { recursive: true });
    // redis-server is a link to the one program that all of Redis is.
    renameSync(realpathSync(file), path.join(folder, "real", path.basename(file)));
    rmSync(file, { force: true });
    writeFileSync(
      file,
      `#!/bin/sh
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
libraries=$here/${up}/${machine}
exec "$libraries/${loader}" --argv0 "$0" --library-path "$libraries" "$here/real/${path.basename(file)}" "$@"
`,
    );
    chmodSync(file, 0o755);
  }
}
