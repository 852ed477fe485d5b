"use client";

import { ChevronDown, Volume2 } from "lucide-react";
import { useEffect, useState } from "react";
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
      {devices.cameras.length > 0 && (
        <div className="sm:col-span-2">
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
        </div>
      )}
    </div>
  );
};

const WORDS = {
  idle: { said: "", look: "sr-only", button: "Test", name: "Test the speaker" },
  playing: { said: "Playing a sound", look: "sr-only", button: "Playing…", name: "Playing…" },
  played: {
    said: "Heard it?",
    look: "text-ink-2",
    button: "Again",
    name: "Again: test the speaker",
  },
  failed: {
    said: "No sound",
    look: "text-record",
    button: "Again",
    name: "Again: test the speaker",
  },
} as const;

const SpeakerTest = ({ speakerId }: { speakerId: string | null }) => {
  const [state, setState] = useState<"idle" | "playing" | "played" | "failed">("idle");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was heard is true of one speaker.
  useEffect(() => setState("idle"), [speakerId]);
  const play = async (): Promise<void> => {
    setState("playing");
    try {
      await playTestSound(speakerId);
      setState("played");
    } catch {
      setState("failed");
    }
  };
  return (
    <span className="flex items-center gap-2 self-center text-sm">
      <span role="status" className={WORDS[state].look}>
        {WORDS[state].said}
      </span>
      <Button
        look="link"
        size="inline"
        disabled={state === "playing"}
        onClick={() => void play()}
        aria-label={WORDS[state].name}
        className="relative after:absolute after:-inset-3"
      >
        <Volume2 aria-hidden className="size-4" />
        {WORDS[state].button}
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
      // A device that is not listed is whatever the system takes.
      value={choices.some(({ id }) => id === value) ? value : (choices[0]?.id ?? "")}
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
