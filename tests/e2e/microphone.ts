/**
 * Runs in the page before its own scripts: the camera stays Chromium's fake device, the microphone
 * becomes a WebAudio stream into which tests play sentences at exact times.
 */
export function microphoneScript(): void {
  interface TestMicrophone {
    context: AudioContext;
    output: MediaStreamAudioDestinationNode;
    /** Decodes a sentence, so that it can be spoken without delay. */
    rehearse(id: string, wavBase64: string): Promise<void>;
    speakAt(id: string, atEpochMs: number): void;
  }
  const scope = window as unknown as { testMicrophone?: TestMicrophone };
  const devices = navigator.mediaDevices;
  if (!devices || scope.testMicrophone) return;

  const context = new AudioContext({ sampleRate: 48_000 });
  const output = context.createMediaStreamDestination();
  // A silent source keeps the stream flowing while nobody speaks.
  const silence = context.createConstantSource();
  silence.offset.value = 0;
  silence.connect(output);
  silence.start();

  const sentences = new Map<string, AudioBuffer>();
  scope.testMicrophone = {
    context,
    output,
    async rehearse(id, wavBase64) {
      const bytes = Uint8Array.from(atob(wavBase64), (c) => c.charCodeAt(0));
      sentences.set(id, await context.decodeAudioData(bytes.buffer));
    },
    speakAt(id, atEpochMs) {
      const source = context.createBufferSource();
      source.buffer = sentences.get(id) ?? null;
      source.connect(output);
      const inSeconds = (atEpochMs - (performance.timeOrigin + performance.now())) / 1000;
      if (inSeconds < 0) throw new Error(`the sentence is ${-inSeconds} s late`);
      source.start(context.currentTime + inSeconds);
    },
  };

  // A modest camera: three meshed browsers share this machine's cores with everything else.
  const camera = { width: 320, height: 180, frameRate: 10 };
  const constrain = MediaStreamTrack.prototype.applyConstraints;
  MediaStreamTrack.prototype.applyConstraints = function (wanted) {
    return constrain.call(this, this.kind === "video" ? camera : wanted);
  };
  const real = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await real({ ...constraints, ...(constraints?.video && { video: camera }) });
    await context.resume();
    for (const track of stream.getAudioTracks()) {
      stream.removeTrack(track);
      track.stop();
      for (const own of output.stream.getAudioTracks()) stream.addTrack(own.clone());
    }
    return stream;
  };
}
