import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { IceRenewal } from "./ice-renewal";

const HOUR_MS = 3_600_000;
let given: RTCIceServer[][];
let fails: boolean;
let renewal: IceRenewal;

const relay = (credential: string) => ({ urls: "turn:relay.test", username: "u", credential });

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
  renewal.start([relay("secret-0")]);
  await vi.advanceTimersByTimeAsync(3 * HOUR_MS);
  expect(given.length).toBeGreaterThanOrEqual(4);
  expect(new Set(given.map(([server]) => server?.credential)).size).toBe(given.length);
});

it("asks again soon when the server could not be reached", async () => {
  fails = true;
  renewal.start([relay("secret-0")]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(given).toEqual([]);
  fails = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(given).toHaveLength(1);
});

it("asks for nothing where there are no credentials", async () => {
  renewal.start([{}]);
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
  expect(given).toEqual([]);
});

it("ends with the room", async () => {
  renewal.start([relay("secret-0")]);
  renewal.close();
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
  expect(given).toEqual([]);
});
