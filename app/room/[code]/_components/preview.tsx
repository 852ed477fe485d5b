"use client";

import { LoaderCircle, Mic, MicOff, Sparkles, SwitchCamera, Video, VideoOff } from "lucide-react";
import { IconButton, Skeleton } from "@/app/_components/ui";
import { useShortcuts } from "@/lib/client/shortcuts";
import type { LocalMedia, LocalMediaState } from "@/lib/room/client/local-media";
import { useDeviceNews } from "../_hooks/use-device-news";
import { useLocalMediaState } from "../_hooks/use-room";
import { LevelBar } from "./level-bar";
import { StreamVideo } from "./stream-video";

const frame =
  "relative aspect-[16/10] w-full overflow-hidden rounded-lg bg-surface ring-1 ring-line max-md:aspect-[4/3]";

/** Why there is no picture. */
const darkness = ({ blur, opening }: LocalMediaState): string => {
  if (blur.starting) return "Getting ready to blur your background";
  return opening ? "Allow your microphone and camera in the browser" : "Your camera is off";
};

/** How one looks and sounds to the others. */
export const Preview = ({ media }: { media: LocalMedia }) => {
  const state = useLocalMediaState(media);
  const { microphone, camera, blur, canFlip, facesAway } = state;
  useDeviceNews(state);
  const toggleMicrophone = () => void media.setMicrophone(!microphone.on);
  const toggleCamera = () => void media.setCamera(!camera.on);
  useShortcuts({ m: toggleMicrophone, v: toggleCamera });
  return (
    <section aria-label="How others see and hear you" className={frame}>
      <StreamVideo
        stream={media.stream}
        label="Your camera"
        isSelf
        mirrored={!facesAway}
        hidden={!camera.on}
      />
      {!camera.on && (
        <p className="absolute inset-0 flex items-center justify-center px-6 pb-10 text-center text-ink-2">
          {darkness(state)}
        </p>
      )}
      {microphone.on && (
        <LevelBar
          meter={media.meter}
          // Beside the buttons there is no room on phones.
          className="absolute bottom-5 left-5 max-md:top-4 max-md:bottom-auto"
        />
      )}
      <div className="absolute inset-x-0 bottom-4 flex justify-center gap-3">
        <IconButton
          label={microphone.on ? "Mute" : "Unmute"}
          shortcut="M"
          round
          size="lg"
          look={microphone.on ? "soft" : "danger"}
          onClick={toggleMicrophone}
        >
          {microphone.on ? <Mic aria-hidden /> : <MicOff aria-hidden />}
        </IconButton>
        <IconButton
          label={camera.on ? "Stop camera" : "Start camera"}
          shortcut="V"
          round
          size="lg"
          look={camera.on ? "soft" : "danger"}
          onClick={toggleCamera}
        >
          {camera.on ? <Video aria-hidden /> : <VideoOff aria-hidden />}
        </IconButton>
        {blur.supported && (
          <IconButton
            label={blur.on ? "Show my background" : "Blur my background"}
            round
            size="lg"
            look={blur.on ? "primary" : "soft"}
            aria-pressed={blur.on}
            disabled={blur.starting}
            onClick={() => void media.setBlur(!blur.on)}
          >
            {blur.starting ? (
              <LoaderCircle aria-hidden className="animate-spin" />
            ) : (
              <Sparkles aria-hidden />
            )}
          </IconButton>
        )}
        {canFlip && (
          <IconButton
            label="Turn the camera round"
            round
            size="lg"
            look="soft"
            onClick={() => void media.flipCamera()}
          >
            <SwitchCamera aria-hidden />
          </IconButton>
        )}
      </div>
    </section>
  );
};

export const PreviewSkeleton = () => (
  <div className={frame}>
    <Skeleton className="size-full" />
  </div>
);
