import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { IceRenewal } from "./ice-renewal";

const HOUR_MS = 3_600_000;
let given: RTCIceServer[][];
let fails: boolean;
let renewal: IceRenewal;

const servers = () => given.map(([server]) => server?.credential);
const relay = (credential: string) => ({ urls: "turn:relay.test", username: "u", credential });

const config = (credential: string, goodForMs: number) => ({
  iceServers: [relay(credential)],
  expiresAtMs: Date.now() + goodForMs,
});

beforeEach(() => {
  vi.useFakeTimers();
  given = [];
  fails = false;
  let turn = 0;
  renewal = new IceRenewal({
    fetch: async () => {
      if (fails) throw new Error("offline");
      turn += 1;
      return { iceServers: [relay(`secret-${turn}`)], expiresAtMs: Date.now() + HOUR_MS };
    },
    now: () => Date.now(),
    onServers: (servers) => given.push(servers),
  });
});
afterEach(() => {
  renewal.close();
  vi.useRealTimers();
});

it("gives fresh credentials before the old ones end, again and again", async () => {
  renewal.start(config("secret-0", HOUR_MS));
  expect(servers()).toEqual(["secret-0"]);
  await vi.advanceTimersByTimeAsync(HOUR_MS - 1);
  expect(servers()).toEqual(["secret-0", "secret-1"]);
  await vi.advanceTimersByTimeAsync(3 * HOUR_MS);
  expect(given.length).toBeGreaterThanOrEqual(4);
  expect(new Set(servers()).size).toBe(given.length);
});

it("asks for nothing while what the room gave is good", async () => {
  renewal.start(config("secret-0", HOUR_MS));
  await vi.advanceTimersByTimeAsync(HOUR_MS / 2);
  expect(servers()).toEqual(["secret-0"]);
});

it("asks again soon when the server could not be reached", async () => {
  fails = true;
  renewal.start(config("secret-0", 0));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(servers()).toEqual(["secret-0"]);
  fails = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(servers()).toEqual(["secret-0", "secret-1"]);
});

it("asks for nothing where there are no credentials", async () => {
  renewal.start({ iceServers: [{ urls: "stun:relay.test" }], expiresAtMs: null });
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
  expect(given).toEqual([[{ urls: "stun:relay.test" }]]);
});

it("ends with the room", async () => {
  renewal.start(config("secret-0", HOUR_MS));
  renewal.close();
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
  expect(servers()).toEqual(["secret-0"]);
});
