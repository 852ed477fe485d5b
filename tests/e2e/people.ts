import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
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
  } = {},
): Promise<Person> {
  const denied = options.permissions === "denied";
  const browser = await chromium.launch({
    ...(process.env.PARLEY_CHROMIUM && { executablePath: process.env.PARLEY_CHROMIUM }),
    args: denied
      ? CHROMIUM_ARGS.filter((arg) => arg !== "--use-fake-ui-for-media-stream")
      : CHROMIUM_ARGS,
  });
  const context = await browser.newContext({
    baseURL: process.env.PARLEY_URL ?? "http://localhost:3000",
    viewport: options.viewport ?? { width: 1280, height: 800 },
    permissions: denied ? [] : ["camera", "microphone", "clipboard-read", "clipboard-write"],
  });
  if (!denied) await context.addInitScript(microphoneScript);
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

/**
 * Plays a sentence into somebody's microphone.
 * @param atMs when its first sample sounds, epoch milliseconds
 * @param wav a WAV file's bytes
 */
export async function speakAt(person: Person, atMs: number, wav: Buffer): Promise<void> {
  await person.page.evaluate(
    ([base64, at]) =>
      (
        window as unknown as { testMicrophone: { speakAt(b: string, t: number): Promise<void> } }
      ).testMicrophone.speakAt(base64, at),
    [wav.toString("base64"), atMs] as const,
  );
}
