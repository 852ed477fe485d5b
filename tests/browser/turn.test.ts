import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "@/scripts/lib/ports.mjs";
import { launchChromium } from "./chromium";
import { type Site, startSite } from "./site";

const SECRET = "what only the relay and the website know";
const hasRelay = spawnSync("turnserver", ["--help"]).error === undefined;
if (!hasRelay) console.info("skipped: there is no turnserver here (Debian's package coturn)");

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

describe.skipIf(!hasRelay)("a network that lets only the relay through", () => {
  let site: Site;
  let browser: Browser;
  let relay: ChildProcess;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "parley-turn-"));
    const port = await freePort();
    relay = spawn(
      "turnserver",
      [
        ...["-n", "--use-auth-secret", `--static-auth-secret=${SECRET}`, "--realm=parley"],
        ...[`--listening-port=${port}`, "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1"],
        ...["--allow-loopback-peers", "--cli-password=unused", "--no-cli", "--no-tls", "--no-dtls"],
        ...[`--pidfile=${folder}/pid`, "--log-file=stdout", `--userdb=${folder}/users`],
      ],
      { stdio: "ignore" },
    );
    await vi.waitUntil(() => listens(port), { timeout: 20_000, interval: 50 });
    Object.assign(process.env, {
      DATABASE_URL: "postgres://not-used",
      REDIS_URL: "redis://not-used",
      PARLEY_SECRET: "not used, and long enough all the same",
      TURN_URLS: `turn:127.0.0.1:${port}?transport=udp,turn:127.0.0.1:${port}?transport=tcp`,
      TURN_SECRET: SECRET,
    });
    [site, browser] = await Promise.all([startSite(), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    relay?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  /** A page whose connections use relays alone, as behind a firewall. */
  const openPage = async (): Promise<Page> => {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      const Original = window.RTCPeerConnection;
      window.RTCPeerConnection = class extends Original {
        constructor(config?: RTCConfiguration) {
          super({ ...config, iceTransportPolicy: "relay" });
        }
      };
    });
    const page = await context.newPage();
    await page.goto(site.url);
    return page;
  };
  const serversFor = async (lifetimeSeconds: number) => {
    const { iceConfigFor } = await import("@/lib/room/ice");
    return iceConfigFor({ id: "somebody", lifetimeSeconds }).iceServers as RTCIceServer[];
  };
  /** The kinds of candidates a browser finds with these servers. */
  const candidates = (page: Page, iceServers: RTCIceServer[]): Promise<string[]> =>
    page.evaluate(async (servers) => {
      const connection = new RTCPeerConnection({ iceServers: servers });
      const types: string[] = [];
      const gathered = new Promise<void>((resolve) => {
        connection.addEventListener("icecandidate", ({ candidate }) => {
          if (candidate) types.push(candidate.type ?? "");
          else resolve();
        });
      });
      connection.createDataChannel("probe");
      await connection.setLocalDescription(await connection.createOffer());
      await gathered;
      connection.close();
      return types;
    }, iceServers);

  it("is crossed with the credentials of the room: both see each other, through the relay", async () => {
    site.relay.iceServers = (await serversFor(3_600)) as typeof site.relay.iceServers;
    const [one, two] = [await openPage(), await openPage()];
    await one.evaluate(() => window.parley.enter());
    await two.evaluate(() => window.parley.enter());
    for (const page of [one, two]) {
      await page.waitForFunction(
        () =>
          [...document.querySelectorAll("video")].some(
            (video) => video.getVideoPlaybackQuality().totalVideoFrames > 10,
          ),
        undefined,
        { timeout: 30_000 },
      );
      const kinds = await page.evaluate(async () => {
        const { client } = window.parley;
        const other = client?.getState().people.find((person) => !person.isSelf);
        const stats = await client?.mesh.peer(other?.id ?? "")?.link?.getStats();
        const reports = new Map([...(stats?.entries() ?? [])]);
        return [...reports.values()]
          .filter((report) => report.type === "candidate-pair" && report.nominated)
          .map((pair) => reports.get(pair.localCandidateId)?.candidateType);
      });
      expect(new Set(kinds)).toEqual(new Set(["relay"]));
    }
  });

  it("stays closed to credentials that have ended or were made up", async () => {
    const page = await openPage();
    const good = await serversFor(60);
    expect(await candidates(page, good)).toContain("relay");
    expect(await candidates(page, await serversFor(-60))).toEqual([]);
    const forged = good.map((server) => ({ ...server, credential: "made up" }));
    expect(await candidates(page, forged)).toEqual([]);
  });
});
