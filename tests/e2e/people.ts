import { type Browser, type BrowserContext, chromium, type Page, test } from "@playwright/test";
import { microphoneScript } from "./microphone";

const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  // Machines with only a loopback interface have no other address to meet on.
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
];

/** Somebody with a browser process, a camera and a microphone of their own. */
export interface Person {
  name: string;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  leave(): Promise<void>;
}

/**
 * Starts a browser of its own for one person. Its camera is Chromium's test picture; its microphone
 * plays what {@link speakAt} gives it, and silence otherwise.
 */
export async function arrive(
  name: string,
  options: {
    permissions?: "granted" | "denied";
    viewport?: { width: number; height: number };
    /** More flags for the browser; of two that differ the later one counts. */
    args?: string[];
    /** Runs before the page's own scripts instead of the microphone that tests speak into. */
    script?: () => void;
  } = {},
): Promise<Person> {
  const denied = options.permissions === "denied";
  const browser = await chromium.launch({
    ...(process.env.PARLEY_CHROMIUM && { executablePath: process.env.PARLEY_CHROMIUM }),
    args: [
      ...CHROMIUM_ARGS,
      ...(denied ? ["--use-fake-ui-for-media-stream=deny"] : []),
      ...(options.args ?? []),
    ],
  });
  const context = await browser.newContext({
    baseURL: process.env.PARLEY_URL ?? "http://localhost:3000",
    viewport: options.viewport ?? { width: 960, height: 600 },
    // Pulsing marks would have the software renderer repaint whole pages all the time.
    reducedMotion: "reduce",
    permissions: denied ? [] : ["camera", "microphone", "clipboard-read", "clipboard-write"],
  });
  if (!denied) await context.addInitScript(options.script ?? microphoneScript);
  const page = await context.newPage();
  return {
    name,
    browser,
    context,
    page,
    leave: async () => {
      await context.close();
      await browser.close();
    },
  };
}

/** For a file of tests: has people come as {@link arrive} does; all of them leave after each test. */
export function newCast(): typeof arrive {
  const people: Person[] = [];
  test.afterEach(async () => {
    await Promise.all(people.splice(0).map((person) => person.leave()));
  });
  return async (...args) => {
    const person = await arrive(...args);
    people.push(person);
    return person;
  };
}

interface TestMicrophone {
  rehearse(id: string, wavBase64: string): Promise<void>;
  speakAt(id: string, atEpochMs: number): void;
}
type WithMicrophone = Window & { testMicrophone: TestMicrophone };

/** Hands somebody the sentence they will say. @param wav a WAV file's bytes */
export async function rehearse(person: Person, id: string, wav: Buffer): Promise<void> {
  await person.page.evaluate(
    ([name, base64]) => (window as unknown as WithMicrophone).testMicrophone.rehearse(name, base64),
    [id, wav.toString("base64")] as const,
  );
}

/** Has somebody say rehearsed sentences, each at its time, epoch milliseconds. */
export async function speakAt(person: Person, cues: { id: string; atMs: number }[]): Promise<void> {
  await person.page.evaluate((list) => {
    const { testMicrophone } = window as unknown as WithMicrophone;
    for (const { id, atMs } of list) testMicrophone.speakAt(id, atMs);
  }, cues);
}
