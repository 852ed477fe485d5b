/* Posts the loudness (root mean square, 0..1) of every 20 ms of its input. Runs in the audio thread,
   so that a page in the background measures as often as one in front. */
const WINDOW_SECONDS = 0.02;

class LevelMeter extends AudioWorkletProcessor {
  constructor() {
    super();
    this.window = Math.round(sampleRate * WINDOW_SECONDS);
    this.sum = 0;
    this.count = 0;
  }

  process(inputs) {
    const channel = inputs[0]?.[0];
    const frames = channel?.length ?? 128;
    for (let i = 0; i < frames; i += 1) {
      const sample = channel ? channel[i] : 0;
      this.sum += sample * sample;
      this.count += 1;
      if (this.count < this.window) continue;
      this.port.postMessage(Math.sqrt(this.sum / this.count));
      this.sum = 0;
      this.count = 0;
    }
    return true;
  }
}

registerProcessor("level-meter", LevelMeter);
