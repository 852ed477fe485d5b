/* Posts its input as 16 kHz mono, 1,600 samples (100 ms) at a time. Where the browser could not give
   the context that rate, groups of samples are averaged, which also keeps out most of what folds. */
const RATE = 16_000;
const BLOCK = 1_600;

class PcmTap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / RATE;
    this.block = new Float32Array(BLOCK);
    this.filled = 0;
    this.sum = 0;
    this.count = 0;
    this.position = 0;
  }

  process(inputs) {
    const channel = inputs[0]?.[0];
    if (!channel) return true;
    for (const sample of channel) {
      this.sum += sample;
      this.count += 1;
      this.position += 1;
      if (this.position < this.step) continue;
      this.position -= this.step;
      this.block[this.filled] = this.sum / this.count;
      this.filled += 1;
      this.sum = 0;
      this.count = 0;
      if (this.filled < BLOCK) continue;
      this.port.postMessage(this.block, [this.block.buffer]);
      this.block = new Float32Array(BLOCK);
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor("pcm-tap", PcmTap);
