/** The connections the page made, in order: what was agreed on is written only there. */
const connections: RTCPeerConnection[] = [];
const Native = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  constructor(config?: RTCConfiguration) {
    super(config);
    connections.push(this);
  }
};

/** How many media lines the descriptions of the living connections have. */
export const countLines = (): number[] =>
  connections
    .filter(({ connectionState }) => connectionState === "connected")
    .map(({ localDescription }) => localDescription?.sdp.match(/^m=/gm)?.length ?? 0);

/**
 * Headless browsers capture screens without sound: a tone is added to what they give. Yields what
 * ends the capture as the browser's own bar does.
 */
export const captureWithSound = (): (() => void) => {
  let captured: MediaStream | null = null;
  const media = navigator.mediaDevices;
  const getDisplayMedia = media.getDisplayMedia.bind(media);
  media.getDisplayMedia = async (options) => {
    captured = await getDisplayMedia(options);
    const context = new AudioContext();
    const tone = context.createOscillator();
    const out = context.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    for (const track of out.stream.getAudioTracks()) captured.addTrack(track);
    return captured;
  };
  return () => {
    for (const track of captured?.getTracks() ?? []) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  };
};

const analysers = new Map<string, { stream: MediaStream; analyser: AnalyserNode }>();
let listening: AudioContext | null = null;

/** Loudness (root mean square, 0..1) of what plays on an element of the page. */
export const elementLoudness = (elementId: string): number => {
  const stream = (document.getElementById(elementId) as HTMLVideoElement | null)?.srcObject;
  if (!(stream instanceof MediaStream) || stream.getAudioTracks().length === 0) return 0;
  listening ??= new AudioContext();
  let known = analysers.get(elementId);
  if (known?.stream !== stream) {
    const analyser = listening.createAnalyser();
    listening.createMediaStreamSource(stream).connect(analyser);
    known = { stream, analyser };
    analysers.set(elementId, known);
  }
  const samples = new Float32Array(known.analyser.fftSize);
  known.analyser.getFloatTimeDomainData(samples);
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
};
