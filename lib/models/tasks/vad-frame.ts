/** Samples per frame of voice activity detection at 16 kHz: 32 ms (Silero VAD v5 model card). */
export const VAD_FRAME_SAMPLES = 512;
