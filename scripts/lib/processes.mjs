import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { PlainError } from "./errors.mjs";
import { inProject } from "./paths.mjs";
import { waitFor } from "./wait.mjs";

const GUARDIAN = inProject("scripts", "lib", "guardian.sh");
const OUTPUT_TAIL = 20_000;

/**
 * What tells a process from a later one with the same id: its start time.
 * @param {number} pid
 * @returns {string | undefined} undefined when no such process runs (a zombie does not run)
 */
export function processIdentity(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name in brackets may hold spaces; fields are counted after it (proc(5): state is 3, starttime 22).
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], options).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** @param {{ pid: number, identity?: string }} known @returns {boolean} whether that very process still runs */
export function isRunning({ pid, identity }) {
  const now = processIdentity(pid);
  return now !== undefined && (identity === undefined || now === identity);
}

/** Sends a signal to a process group. @returns {boolean} false when the group is gone */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Stops a process group: first politely, then, after the grace time, by force.
 * @param {{ pid: number, identity?: string, signal?: NodeJS.Signals, graceMs?: number }} options
 */
export async function stopGroup({ pid, identity, signal = "SIGTERM", graceMs = 10_000 }) {
  if (!isRunning({ pid, identity })) return;
  signalGroup(pid, signal);
  await waitFor(() => !isRunning({ pid, identity }), { timeoutMs: graceMs });
  signalGroup(pid, "SIGKILL");
  await waitFor(() => !isRunning({ pid, identity }), { timeoutMs: 2_000 });
}

/**
 * @typedef {object} Handle a running child process, leader of its own group
 * @property {string} name
 * @property {number} pid
 * @property {import("node:child_process").ChildProcess} child
 * @property {Promise<{ code: number | null, signal: string | null }>} exited
 * @property {(options?: { graceMs?: number }) => Promise<void>} stop
 */

/**
 * Every process these scripts start, so that none outlives them: each leads its own group, and a
 * guardian (a tiny shell) stops the groups if this process is killed without warning.
 */
export function createProcessTable() {
  /** @type {Map<number, Handle & { signal: NodeJS.Signals, identity?: string }>} */
  const running = new Map();
  let guardian;
  let closing = false;

  function tellGuardian() {
    if (!guardian) {
      guardian = spawn("/bin/sh", [GUARDIAN], {
        detached: true,
        stdio: ["pipe", "ignore", "ignore"],
      });
      guardian.unref();
      guardian.stdin.unref?.();
      guardian.on("error", () => {});
      guardian.stdin.on("error", () => {});
    }
    const entries = [...running.values()].map((one) => `${one.signal.slice(3)}:${one.pid}`);
    guardian.stdin.write(`${entries.join(" ")}\n`);
  }

  /**
   * Starts a process as the leader of a new group.
   * @param {{ name: string, command: string, args?: string[], env?: Record<string, string | undefined>,
   *   cwd?: string, stdio?: import("node:child_process").StdioOptions, signal?: NodeJS.Signals,
   *   identity?: { uid?: number, gid?: number } }} options `signal` asks this process to stop
   * @returns {Handle}
   */
  function start({ name, command, args = [], env, cwd, stdio, signal = "SIGTERM", identity = {} }) {
    if (closing) throw new PlainError("Parley is stopping.");
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: stdio ?? ["ignore", "pipe", "pipe"],
      detached: true,
      ...identity,
    });
    const exited = new Promise((resolve) => {
      const settle = (result) => {
        // What a dead leader left in its group goes with it.
        if (child.pid) signalGroup(child.pid, "SIGKILL");
        if (running.delete(child.pid)) tellGuardian();
        resolve(result);
      };
      child.once("exit", (code, by) => settle({ code, signal: by }));
      child.once("error", (error) => settle({ code: null, signal: null, error }));
    });
    const handle = {
      name,
      pid: child.pid,
      child,
      exited,
      signal,
      identity: child.pid ? processIdentity(child.pid) : undefined,
      stop: ({ graceMs } = {}) =>
        stopGroup({ pid: child.pid, identity: handle.identity, signal, graceMs }),
    };
    if (child.pid) {
      running.set(child.pid, handle);
      tellGuardian();
    }
    return handle;
  }

  /**
   * Runs a command to its end and keeps the last of what it printed.
   * @param {Parameters<typeof start>[0] & { logFile?: string, onLine?: (line: string) => void,
   *   failure?: string }} options `failure` is the sentence thrown when it does not exit with 0
   * @returns {Promise<{ code: number | null, signal: string | null, output: string }>}
   */
  async function run({ logFile, onLine, failure, ...options }) {
    const handle = start(options);
    const log = logFile ? createWriteStream(logFile) : undefined;
    log?.on("error", () => {});
    let output = "";
    for (const stream of [handle.child.stdout, handle.child.stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text) => {
        output = (output + text).slice(-OUTPUT_TAIL);
        log?.write(text);
        if (onLine) for (const one of text.split("\n")) if (one.trim()) onLine(one.trim());
      });
    }
    const closed = new Promise((resolve) => {
      handle.child.once("close", resolve);
      handle.child.once("error", resolve);
    });
    const result = await handle.exited;
    await closed;
    log?.end();
    if (failure && result.code !== 0) {
      const cause = result.error ? `${result.error.message}\n` : "";
      const end = stripVTControlCharacters(output).split("\n").slice(-40).join("\n");
      throw new PlainError(failure, { details: cause + end });
    }
    return { ...result, output };
  }

  /** The groups alive now, for the instance file. */
  const list = () =>
    [...running.values()].map(({ name, pid, identity }) => ({ name, pid, identity }));

  /** Stops everything that still runs, in the given order of names first, and lets the guardian go. */
  async function stopAll({ last = [], graceMs = 10_000 } = {}) {
    closing = true;
    const all = [...running.values()];
    const waitsFor = (one) => last.includes(one.name);
    await Promise.all(all.filter((one) => !waitsFor(one)).map((one) => one.stop({ graceMs })));
    await Promise.all(all.filter(waitsFor).map((one) => one.stop({ graceMs })));
    await Promise.all(all.map((one) => one.exited));
    if (guardian) {
      guardian.ref();
      const gone = new Promise((resolve) => guardian.once("exit", resolve));
      guardian.stdin.end("\n");
      if (guardian.exitCode === null && guardian.signalCode === null) await gone;
      guardian = undefined;
    }
  }

  /** Kills everything at once: for the second Ctrl-C. */
  function killAll() {
    closing = true;
    for (const pid of running.keys()) signalGroup(pid, "SIGKILL");
  }

  return { start, run, list, stopAll, killAll };
}
