import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PlainError } from "./errors.mjs";
import { withDocker } from "./paths.mjs";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
// The first Debian with pgvector; older ones borrow from it, libraries included.
const FIRST_DEBIAN_WITH_PGVECTOR = { version: 13, codename: "trixie" };

/** @returns {Record<string, string>} the lines of /etc/os-release */
export function readOsRelease() {
  try {
    const lines = readFileSync("/etc/os-release", "utf8").split("\n");
    return Object.fromEntries(
      lines
        .filter((line) => line.includes("="))
        .map((line) => {
          const [key, ...rest] = line.split("=");
          return [key, rest.join("=").replace(/^"|"$/g, "")];
        }),
    );
  } catch {
    return {};
  }
}

/**
 * The machine's apt with lists and downloads in a private folder: it needs no root and changes nothing.
 * @param {{ staging: string, release: Record<string, string>,
 *   table: ReturnType<typeof import("./processes.mjs").createProcessTable> }} options
 */
export async function createApt({ staging, release, table }) {
  const folder = path.join(staging, ".apt");
  const downloads = path.join(folder, "downloads");
  for (const name of ["lists/partial", "cache/archives/partial", "none", "downloads"]) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  const sources = await newerSources({ release, table });
  const settings = {
    "Dir::State": folder,
    "Dir::State::Lists": path.join(folder, "lists"),
    // An empty status: the libraries are wanted too, whatever this machine has installed.
    "Dir::State::status": "/dev/null",
    "Dir::Cache": path.join(folder, "cache"),
    "APT::Sandbox::User": "",
    "Debug::NoLocking": "1",
    "Acquire::Languages": "none",
    "Acquire::Retries": "3",
  };
  if (sources) {
    writeFileSync(path.join(folder, "sources.list"), `${sources}\n`);
    settings["Dir::Etc::SourceList"] = path.join(folder, "sources.list");
    settings["Dir::Etc::SourceParts"] = path.join(folder, "none");
    settings["Dir::Etc::PreferencesParts"] = path.join(folder, "none");
  }
  const options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  const call = async (command, args) => {
    const all = [];
    const result = await table.run({
      name: "apt",
      command,
      args: [...options, "-qq", ...args],
      cwd: downloads,
      onLine: (line) => all.push(line),
    });
    if (result.code === 0) return all.join("\n");
    throw new PlainError(
      `The package manager could not fetch Postgres and Redis (is the network there?): try again, or ${withDocker}.`,
      { details: result.error?.message ?? result.output.split("\n").slice(-10).join("\n") },
    );
  };
  return {
    folder,
    downloads,
    get: (...args) => call("apt-get", args),
    cache: (...args) => call("apt-cache", args),
  };
}

/**
 * A Debian without pgvector borrows from the next one, on the mirror this machine uses already.
 * @returns {Promise<string | undefined>} a line for sources.list; undefined uses the machine's own
 */
async function newerSources({ release, table }) {
  const { version, codename } = FIRST_DEBIAN_WITH_PGVECTOR;
  if (release.ID !== "debian" || Number(release.VERSION_ID ?? Infinity) >= version) {
    return undefined;
  }
  const { output } = await table.run({
    name: "apt",
    command: "apt-get",
    args: [
      "indextargets",
      "--format",
      "$(CODENAME) $(COMPONENT) $(REPO_URI)",
      "Created-By: Packages",
    ],
    failure: `This machine has no usable apt: ${withDocker}.`,
  });
  const own = `${release.VERSION_CODENAME} main `;
  const mirror = output
    .split("\n")
    .find((line) => line.startsWith(own))
    ?.slice(own.length);
  if (!mirror) throw new PlainError(`This machine's apt names no Debian mirror: ${withDocker}.`);
  const signed = existsSync(KEYRING) ? ` [signed-by=${KEYRING}]` : "";
  return `deb${signed} ${mirror.trim()} ${codename} main`;
}
