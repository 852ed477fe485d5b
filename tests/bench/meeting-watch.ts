/** What the watch of one page saw since it was restarted. */
export type WatchReading = {
  /** Pictures of others that move. */
  pictures: number;
  /** The longest time any of them stood still, milliseconds. */
  longestStallMs: number;
  /** The mean over the pictures. */
  framesPerSecond: number;
  /** Sound of others, in samples, and how many of them had to be made up. */
  samples: number;
  concealedSamples: number;
};

declare global {
  interface Window {
    meetingWatch: { restart(): void; read(): WatchReading };
  }
}

/** Runs in the page before its own scripts: follows every remote picture and every connection. */
export function meetingWatch(): void {
  const LOOK_MS = 100;
  const connections = new Set<RTCPeerConnection>();
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(config?: RTCConfiguration) {
      super(config);
      connections.add(this);
    }
  };
  type Seen = { frames: number; changedAt: number; from: number };
  const seen = new Map<HTMLVideoElement, Seen>();
  let since = performance.now();
  let longestStallMs = 0;
  let soundBefore = { samples: 0, concealedSamples: 0 };
  let sound = { samples: 0, concealedSamples: 0 };

  const isRemote = (video: HTMLVideoElement): boolean =>
    video.srcObject instanceof MediaStream && !video.muted;

  const look = (): void => {
    const now = performance.now();
    for (const video of seen.keys()) if (!video.isConnected) seen.delete(video);
    for (const video of document.querySelectorAll("video")) {
      if (!isRemote(video)) continue;
      const frames = video.getVideoPlaybackQuality().totalVideoFrames;
      const known = seen.get(video);
      if (!known) {
        if (frames > 0) seen.set(video, { frames, changedAt: now, from: frames });
        continue;
      }
      longestStallMs = Math.max(longestStallMs, now - known.changedAt);
      if (frames !== known.frames) seen.set(video, { ...known, frames, changedAt: now });
    }
  };
  const listen = async (): Promise<void> => {
    const sum = { samples: 0, concealedSamples: 0 };
    for (const connection of connections) {
      if (connection.connectionState === "closed") {
        connections.delete(connection);
        continue;
      }
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== "inbound-rtp" || report.kind !== "audio") continue;
        sum.samples += report.totalSamplesReceived ?? 0;
        sum.concealedSamples += report.concealedSamples ?? 0;
      }
    }
    sound = sum;
  };
  setInterval(look, LOOK_MS);
  setInterval(() => void listen(), 1_000);

  window.meetingWatch = {
    restart() {
      const now = performance.now();
      since = now;
      longestStallMs = 0;
      soundBefore = sound;
      for (const [video, { frames }] of seen)
        seen.set(video, { frames, changedAt: now, from: frames });
    },
    read() {
      const seconds = Math.max(0.001, (performance.now() - since) / 1000);
      const rates = [...seen.values()].map(({ frames, from }) => (frames - from) / seconds);
      return {
        pictures: seen.size,
        longestStallMs,
        framesPerSecond: rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length),
        samples: sound.samples - soundBefore.samples,
        concealedSamples: sound.concealedSamples - soundBefore.concealedSamples,
      };
    },
  };
}
