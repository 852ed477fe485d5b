import { ChevronDown } from "lucide-react";
import { cn, Field, type FieldControl, inputStyle } from "@/app/_components/ui";
import type { DeviceChoice } from "@/lib/room/client/devices";
import type { LocalMedia, LocalMediaState } from "@/lib/room/client/local-media";

/** Which microphone and which camera, where there is a choice. */
export const DeviceSelects = ({ media, state }: { media: LocalMedia; state: LocalMediaState }) => {
  const { devices, microphone, camera } = state;
  const rows = [
    { device: "microphone", label: "Microphone", choices: devices.microphones, now: microphone },
    { device: "camera", label: "Camera", choices: devices.cameras, now: camera },
  ] as const;
  const offered = rows.filter(({ choices }) => choices.length > 1);
  if (offered.length === 0) return null;
  return (
    <div className={cn("grid gap-3", offered.length > 1 && "sm:grid-cols-2")}>
      {offered.map(({ device, label, choices, now }) => (
        <Field key={device} label={label}>
          {(control) => (
            <Select
              control={control}
              choices={choices}
              value={now.deviceId ?? ""}
              onChange={(id) => void media.choose(device, id)}
            />
          )}
        </Field>
      ))}
    </div>
  );
};

const Select = ({
  control,
  choices,
  value,
  onChange,
}: {
  control: FieldControl;
  choices: readonly DeviceChoice[];
  value: string;
  onChange: (id: string) => void;
}) => (
  <span className="relative block">
    <select
      {...control}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cn(inputStyle, "appearance-none truncate pr-9")}
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
