/** The self-contained browser build of simple-peer 9.11, as far as PeerLink uses it. */
declare module "simple-peer/simplepeer.min.js" {
  interface SimplePeerOptions {
    initiator: boolean;
    trickle?: boolean;
    config?: RTCConfiguration;
    channelConfig?: RTCDataChannelInit;
    offerOptions?: RTCOfferOptions;
    wrtc?: {
      RTCPeerConnection: typeof RTCPeerConnection;
      RTCSessionDescription: typeof RTCSessionDescription;
      RTCIceCandidate: typeof RTCIceCandidate;
    };
  }
  interface SimplePeerSignal {
    type?: string;
    sdp?: string;
    candidate?: RTCIceCandidateInit;
  }
  export default class SimplePeer {
    constructor(options: SimplePeerOptions);
    initiator: boolean;
    readonly destroyed: boolean;
    /** The data channel is open. */
    readonly connected: boolean;
    signal(data: SimplePeerSignal): void;
    negotiate(): void;
    addTrack(track: MediaStreamTrack, stream: MediaStream): void;
    removeTrack(track: MediaStreamTrack, stream: MediaStream): void;
    send(text: string): void;
    destroy(error?: Error): void;
    on(event: "signal", listener: (data: SimplePeerSignal) => void): this;
    on(event: "track", listener: (track: MediaStreamTrack, stream: MediaStream) => void): this;
    on(event: "signalingStateChange", listener: (state: RTCSignalingState) => void): this;
    on(event: "error", listener: (error: Error & { code?: string }) => void): this;
    on(event: "data", listener: (bytes: Uint8Array) => void): this;
    on(event: "close" | "connect", listener: () => void): this;
  }
}
