const TONES_HZ = [523.25, 783.99] as const;
const TONE_SECONDS = 0.35;
const LOUDNESS = 0.18;

/** Whether pages may choose where sound comes out. */
export const canChooseSpeaker = (): boolean =>
  typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;

/**
 * Plays two soft tones through a speaker (the system's own for null); resolves when they are over.
 * @throws when the speaker is gone or the browser refuses
 */
export const playTestSound = async (speakerId: string | null): Promise<void> => {
  const context = new AudioContext();
  try {
    const output = context.createMediaStreamDestination();
    TONES_HZ.forEach((frequency, index) => {
      const from = context.currentTime + 0.1 + index * TONE_SECONDS;
      const tone = new OscillatorNode(context, { frequency });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.001, from + TONE_SECONDS);
      tone.connect(volume).connect(output);
      tone.start(from);
      tone.stop(from + TONE_SECONDS);
    });
    const player = new Audio();
    player.srcObject = output.stream;
    if (speakerId && canChooseSpeaker()) await player.setSinkId(speakerId);
    await context.resume();
    await player.play();
    const lengthMs = (0.3 + TONES_HZ.length * TONE_SECONDS) * 1000;
    await new Promise((resolve) => setTimeout(resolve, lengthMs));
    player.pause();
  } finally {
    await context.close();
  }
};
