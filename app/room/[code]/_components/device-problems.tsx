import { Button, Callout } from "@/app/_components/ui";
import { deviceProblem } from "@/lib/room/client/devices";
import type { LocalMedia, LocalMediaState } from "@/lib/room/client/local-media";

/** What stands between a person and their microphone or camera, and what to do about it. */
export const DeviceProblems = ({ media, state }: { media: LocalMedia; state: LocalMediaState }) => {
  const microphone = state.microphone.problem;
  const camera = state.camera.problem;
  if (!microphone && !camera) return null;
  const retry = () => void media.open({ microphone: microphone !== null, camera: camera !== null });
  const isSame = microphone !== null && microphone.kind === camera?.kind;
  const problems = isSame ? [deviceProblem(microphone.kind, "both")] : [microphone, camera];
  return (
    <div className="flex flex-col gap-2">
      {problems.map(
        (problem) =>
          problem && (
            <Callout key={problem.message} tone="warn" title={problem.message}>
              {problem.nextStep}
            </Callout>
          ),
      )}
      <Button look="quiet" size="sm" className="self-start" busy={state.opening} onClick={retry}>
        Try again
      </Button>
    </div>
  );
};
