import { toRoomError } from "@/lib/room/client/errors";
import { say } from "./say";

/** Waits for a change and says why it failed, should it. */
export const attempt = (change: Promise<void>, onFailed?: () => void): void => {
  change.catch((thrown: unknown) => {
    say.problem(toRoomError(thrown).message);
    onFailed?.();
  });
};
