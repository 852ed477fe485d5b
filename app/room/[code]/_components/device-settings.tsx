"use client";

import { Button, Dialog, DialogActions, DialogContent, Switch } from "@/app/_components/ui";
import type { LocalMedia } from "@/lib/room/client/local-media";
import { useLocalMediaState } from "../_hooks/use-room";
import { DeviceProblems } from "./device-problems";
import { DeviceSelects } from "./device-selects";
import { LevelBar } from "./level-bar";
import { StreamVideo } from "./stream-video";

/** Devices and how they are treated, in the middle of a meeting. */
export const DeviceSettingsDialog = ({
  media,
  open,
  onClose,
}: {
  media: LocalMedia;
  open: boolean;
  onClose: () => void;
}) => {
  const state = useLocalMediaState(media);
  const { blur, microphone, camera, facesAway, noiseSuppression } = state;
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent
        title="Sound and picture"
        description="Changes take effect at once, and are remembered in this browser."
      >
        <div className="relative aspect-video w-64 max-w-full shrink-0 self-center overflow-hidden rounded-md bg-sunken">
          <StreamVideo
            stream={media.stream}
            label="Your camera"
            isSelf
            mirrored={!facesAway}
            hidden={!camera.on}
          />
          {!camera.on && (
            <p className="absolute inset-0 flex items-center justify-center text-ink-2 text-sm">
              Your camera is off
            </p>
          )}
        </div>
        <DeviceProblems media={media} state={state} />
        <DeviceSelects media={media} state={state} />
        <div className="flex min-h-11 shrink-0 items-center justify-between gap-4">
          <span className="font-medium">Microphone level</span>
          {microphone.on ? (
            <LevelBar meter={media.meter} />
          ) : (
            <span className="text-ink-3 text-sm">muted</span>
          )}
        </div>
        <Switch
          label="Noise suppression"
          hint="Takes fans and keyboards away. Switch it off for music."
          on={noiseSuppression}
          onChange={(on) => void media.setNoiseSuppression(on)}
        />
        {blur.supported && (
          <Switch
            label="Blur my background"
            hint={
              blur.starting
                ? "Loading…"
                : (blur.problem ?? "Done in this browser. It needs some processor time.")
            }
            on={blur.on}
            disabled={blur.starting}
            onChange={(on) => void media.setBlur(on)}
          />
        )}
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
};
