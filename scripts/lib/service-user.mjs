import { createHash } from "node:crypto";
import { chownSync, mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { PlainError } from "./errors.mjs";

/**
 * @typedef {object} ServiceUser who runs the embedded services
 * @property {number} [uid] unset: the current user
 * @property {number} [gid]
 */

/**
 * Postgres refuses to run as root, so root lends it the user `postgres`, or else `nobody`.
 * @param {{ passwd?: string, uid?: number }} [options] the text of /etc/passwd
 * @returns {ServiceUser}
 */
export function serviceUser({ passwd, uid = process.getuid?.() } = {}) {
  if (uid !== 0) return {};
  const users = (passwd ?? readFileSync("/etc/passwd", "utf8"))
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const found = users.find((fields) => fields[0] === name);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new PlainError(
    "Postgres cannot run as root and this machine has no user postgres or nobody: start Parley as another user.",
  );
}

/**
 * Whether the service user can pass through every folder on the way to `target`.
 * @param {string} target
 * @param {ServiceUser} user
 */
export function canReach(target, user) {
  if (user.uid === undefined) return true;
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if ((stat.mode & bit) === 0) return false;
    }
    if (folder === path.dirname(folder)) return true;
  }
}

/**
 * Where a service keeps its data: in the data folder, or, when the service user cannot get there
 * (the project lives in root's home), under /var/lib.
 * @param {{ dataFolder: string, user: ServiceUser }} options
 * @returns {string}
 */
export function servicesHome({ dataFolder, user }) {
  if (canReach(dataFolder, user)) return dataFolder;
  const id = createHash("sha256").update(dataFolder).digest("hex").slice(0, 12);
  return path.join("/var/lib/parley", id);
}

/**
 * Makes a folder that belongs to the service user alone.
 * @param {string} folder
 * @param {ServiceUser} user
 */
export function makeServiceFolder(folder, user) {
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o711 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
}
