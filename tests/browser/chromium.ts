import { type Browser, chromium } from "playwright";

const executable = async (): Promise<string> => {
  if (process.env.PARLEY_CHROMIUM) return process.env.PARLEY_CHROMIUM;
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
};

/** A headless Chromium with a fake camera, and a fake microphone that plays `microphoneFile` (WAV). */
export const launchChromium = async (input: { microphoneFile?: string } = {}): Promise<Browser> =>
  chromium.launch({
    executablePath: await executable(),
    headless: true,
    chromiumSandbox: false,
    args: [
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
      // A machine with nothing but a loopback interface has no other way for media.
      "--allow-loopback-in-peer-connection",
      // Addresses instead of mDNS names: containers carry no multicast.
      "--disable-features=WebRtcHideLocalIpsWithMdns",
      ...(input.microphoneFile
        ? [`--use-file-for-fake-audio-capture=${input.microphoneFile}`]
        : []),
    ],
  });
