/* Tells the exact frame at which a burst of sound begins, and when it was told. */
const LOUD = 0.05;
const QUIET_FRAMES = 2400;

class OnsetTap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.quiet = QUIET_FRAMES;
  }

  process(inputs) {
    const channel = inputs[0]?.[0];
    if (!channel) return true;
    for (let i = 0; i < channel.length; i += 1) {
      if (Math.abs(channel[i]) < LOUD) {
        this.quiet += 1;
        continue;
      }
      if (this.quiet >= QUIET_FRAMES) this.port.postMessage({ frame: currentFrame + i });
      this.quiet = 0;
    }
    if (currentFrame % 4096 < 128) this.port.postMessage({ tick: currentFrame + channel.length });
    return true;
  }
}

registerProcessor("onset-tap", OnsetTap);
