"use client";

import { ChevronDown, Volume2 } from "lucide-react";
import { useState } from "react";
import { Button, cn, Field, type FieldControl, inputStyle } from "@/app/_components/ui";
import type { DeviceChoice } from "@/lib/room/client/devices";
import type { LocalMedia, LocalMediaState } from "@/lib/room/client/local-media";
import { playTestSound } from "@/lib/room/client/test-sound";

/** Which microphone, which camera and which speaker, with a sound to try the speaker. */
export const DeviceSelects = ({ media, state }: { media: LocalMedia; state: LocalMediaState }) => {
  const { devices, microphone, camera, speaker } = state;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {devices.microphones.length > 0 && (
        <Field label="Microphone">
          {(control) => (
            <Select
              control={control}
              choices={devices.microphones}
              value={microphone.deviceId ?? ""}
              onChange={(id) => void media.choose("microphone", id)}
            />
          )}
        </Field>
      )}
      <Field label="Speaker" aside={<SpeakerTest speakerId={speaker.deviceId} />}>
        {(control) => (
          <Select
            control={control}
            choices={[
              { id: "", label: "System default" },
              ...devices.speakers.filter(({ id }) => id !== "default"),
            ]}
            value={speaker.deviceId ?? ""}
            disabled={!speaker.canChoose || devices.speakers.length === 0}
            onChange={(id) => media.chooseSpeaker(id === "" ? null : id)}
          />
        )}
      </Field>
      {devices.cameras.length > 1 && (
        <Field label="Camera">
          {(control) => (
            <Select
              control={control}
              choices={devices.cameras}
              value={camera.deviceId ?? ""}
              onChange={(id) => void media.choose("camera", id)}
            />
          )}
        </Field>
      )}
    </div>
  );
};

const SpeakerTest = ({ speakerId }: { speakerId: string | null }) => {
  const [state, setState] = useState<"idle" | "playing" | "failed">("idle");
  const play = async (): Promise<void> => {
    setState("playing");
    try {
      await playTestSound(speakerId);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <span className="flex items-center gap-2 text-sm">
      <span role="status" className={state === "failed" ? "text-record" : "sr-only"}>
        {state === "playing" && "Playing a sound"}
        {state === "failed" && "No sound: choose another"}
      </span>
      <Button
        look="link"
        size="inline"
        disabled={state === "playing"}
        onClick={() => void play()}
        aria-label="Test the speaker"
      >
        <Volume2 aria-hidden className="size-4" />
        {state === "playing" ? "Playing…" : "Test"}
      </Button>
    </span>
  );
};

const Select = ({
  control,
  choices,
  value,
  disabled = false,
  onChange,
}: {
  control: FieldControl;
  choices: readonly DeviceChoice[];
  value: string;
  disabled?: boolean;
  onChange: (id: string) => void;
}) => (
  <span className="relative block">
    <select
      {...control}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
      className={cn(inputStyle, "appearance-none truncate pr-9 disabled:opacity-60")}
    >
      {choices.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
    <ChevronDown
      aria-hidden
      className="pointer-events-none absolute top-3.5 right-3 size-4 text-ink-2"
    />
  </span>
);
