import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimDataFolder, runningInstance } from "./instance.mjs";
import { inProject } from "./paths.mjs";
import { createProcessTable, isRunning, processIdentity } from "./processes.mjs";
import { createSupervisor, pauseAfter } from "./supervisor.mjs";
import { waitFor } from "./wait.mjs";

const moduleUrl = (name) => pathToFileURL(inProject("scripts", "lib", name)).href;
const SLEEP = { command: "/bin/sh", args: ["-c", "sleep 600 & wait"], stdio: "ignore" };

/** A launcher in a process of its own, which reports the pids it started and waits. */
async function launcher(code) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  return { child, told: JSON.parse(line) };
}

describe("processes", () => {
  let table;
  beforeEach(() => {
    table = createProcessTable();
  });
  afterEach(() => table.stopAll());

  test("end with all their children when they are stopped", async () => {
    const words = ["-c", "sleep 600 & echo $!; wait"];
    const handle = table.start({ name: "parent", command: "/bin/sh", args: words });
    const [told] = await once(handle.child.stdout, "data");
    const child = { pid: Number(told), identity: processIdentity(Number(told)) };
    expect(isRunning(child)).toBe(true);
    await table.stopAll();
    expect(isRunning(handle)).toBe(false);
    expect(await waitFor(() => !isRunning(child))).toBe(true);
  });

  test("that ignore the request to stop are ended by force after the grace time", async () => {
    const code = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";
    const handle = table.start({ name: "deaf", command: process.execPath, args: ["-e", code] });
    await once(handle.child.stdout, "data");
    await handle.stop({ graceMs: 100 });
    expect(await handle.exited).toMatchObject({ signal: "SIGKILL" });
  });

  test("do not outlive a launcher that was killed without warning", async () => {
    const { child, told } = await launcher(`
      import { createProcessTable } from "${moduleUrl("processes.mjs")}";
      const { pid } = createProcessTable().start(${JSON.stringify({ name: "sleeper", ...SLEEP })});
      console.log(JSON.stringify({ pid }));
      setInterval(() => {}, 1000);
    `);
    const identity = processIdentity(told.pid);
    expect(identity).toBeDefined();
    child.kill("SIGKILL");
    expect(await waitFor(() => !isRunning({ pid: told.pid, identity }))).toBe(true);
  });

  test("that fail say why in one sentence, with the end of their output", async () => {
    const run = table.run({
      name: "failing",
      command: "/bin/sh",
      args: ["-c", "echo because >&2; exit 3"],
      failure: "It did not work.",
    });
    await expect(run).rejects.toMatchObject({
      message: "It did not work.",
      details: expect.stringContaining("because"),
    });
  });
});

describe("supervision", () => {
  test("launches a killed service again, and none after it was told to stop", async () => {
    const table = createProcessTable();
    const lines = [];
    const supervisor = createSupervisor({ report: (line) => lines.push(line) });
    const started = [];
    const launch = async () => {
      started.push(table.start({ name: "sleeper", ...SLEEP }));
      return started.at(-1);
    };
    await supervisor.add({ name: "sleeper", launch });
    process.kill(started[0].pid, "SIGKILL");
    expect(await waitFor(() => lines.length === 2)).toBe(true);
    expect(lines[0]).toBe("sleeper ended (SIGKILL); starting it again");
    expect(isRunning(started[1])).toBe(true);
    supervisor.stop();
    await table.stopAll();
    expect(started).toHaveLength(2);
  });

  test("waits longer after each crash in a row, up to half a minute", () => {
    expect([1, 2, 3, 4].map(pauseAfter)).toEqual([500, 1000, 2000, 4000]);
    expect(pauseAfter(50)).toBe(30_000);
  });
});

describe("a data folder", () => {
  let dataFolder;
  beforeEach(() => {
    dataFolder = mkdtempSync(path.join(os.tmpdir(), "parley-data-"));
  });
  afterEach(() => rmSync(dataFolder, { recursive: true }));

  test("has one owner, whom the next one is told about", async () => {
    const first = await claimDataFolder({ dataFolder, purpose: "start" });
    first.lock.update({ state: "ready", url: "http://localhost:3000" });
    const second = await claimDataFolder({ dataFolder, purpose: "command" });
    expect(second.owner).toMatchObject({ pid: process.pid, url: "http://localhost:3000" });
    first.lock.release();
    expect(runningInstance(dataFolder)).toBeUndefined();
    expect(await claimDataFolder({ dataFolder, purpose: "command" })).toHaveProperty("lock");
  });

  test("goes to exactly one of several that ask at once", async () => {
    const asked = Array.from({ length: 8 }, () =>
      claimDataFolder({ dataFolder, purpose: "start" }),
    );
    const results = await Promise.all(asked);
    expect(results.filter((result) => "lock" in result)).toHaveLength(1);
  });

  test("of a killed owner is taken over, and what it left running is stopped", async () => {
    const { child, told } = await launcher(`
      import { spawn } from "node:child_process";
      import { claimDataFolder } from "${moduleUrl("instance.mjs")}";
      import { processIdentity } from "${moduleUrl("processes.mjs")}";
      const { lock } = await claimDataFolder({ dataFolder: ${JSON.stringify(dataFolder)}, purpose: "start" });
      const { pid } = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
      const left = { name: "web", pid, identity: processIdentity(pid) };
      lock.update({ groups: [left] });
      console.log(JSON.stringify(left));
      setInterval(() => {}, 1000);
    `);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isRunning(told)).toBe(true);
    expect(await claimDataFolder({ dataFolder, purpose: "start" })).toHaveProperty("lock");
    expect(isRunning(told)).toBe(false);
  });
});
