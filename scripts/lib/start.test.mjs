import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inProject } from "./paths.mjs";
import { freePort } from "./ports.mjs";
import { processIdentity } from "./processes.mjs";

describe("npm start", () => {
  let dataFolder;
  let port;
  beforeEach(async () => {
    dataFolder = mkdtempSync(path.join(os.tmpdir(), "parley-start-"));
    port = await freePort();
  });
  afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

  /** It must end by itself long before it would come to build anything. */
  const start = ({ env = {}, node = [] } = {}) =>
    new Promise((resolve) => {
      const own = {
        PATH: process.env.PATH,
        HOME: os.homedir(),
        PARLEY_DATA: dataFolder,
        PORT: port,
      };
      execFile(
        process.execPath,
        [...node, inProject("scripts", "start.mjs")],
        { env: { ...own, ...env }, timeout: 20_000 },
        (error, stdout, stderr) => resolve({ code: error?.code, said: stdout + stderr }),
      );
    });

  test("says that the port is taken, and how to choose another", async () => {
    const server = net.createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    const { code, said } = await start();
    server.close();
    expect(said).toBe(
      `Port ${port} is already used by another program: stop it, or choose another with PORT=${port + 1} npm start.\n`,
    );
    expect(code).toBe(1);
  });

  test("says that Parley runs already, and where", async () => {
    const running = {
      pid: process.pid,
      identity: processIdentity(process.pid),
      purpose: "start",
      state: "ready",
      url: "http://localhost:3999",
    };
    writeFileSync(path.join(dataFolder, "instance.json"), JSON.stringify(running));
    const { code, said } = await start();
    expect(said).toContain(
      `Parley is running already at http://localhost:3999 (process ${process.pid})`,
    );
    expect(said.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });

  test("says that Node is too old before it does anything", async () => {
    const old = 'Object.defineProperty(process.versions, "node", { value: "18.20.0" })';
    const { code, said } = await start({ node: ["--import", `data:text/javascript,${old}`] });
    expect(said).toBe(
      "Parley needs Node 20.11 or newer, and this is Node 18.20.0: install a newer one from https://nodejs.org and start again.\n",
    );
    expect(code).toBe(1);
  });

  test.each([
    [{ DATABASE_URL: "mysql://host/x" }, "DATABASE_URL is not an address Parley understands"],
    [{ DATABASE_URL: "postgresql://a:b@127.0.0.1:1/x" }, "nothing answers there (ECONNREFUSED)"],
    [{ REDIS_URL: "http://localhost" }, "REDIS_URL is not an address Parley understands"],
    [{ REDIS_URL: "redis://127.0.0.1:1" }, "nothing answers there (ECONNREFUSED)"],
    [{ HOST: "192.0.2.1" }, "HOST=192.0.2.1 is not an address of this machine"],
  ])("says in one sentence what is wrong with %o", async (env, sentence) => {
    const { code, said } = await start({ env });
    expect(said).toContain(sentence);
    expect(said.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });
});
