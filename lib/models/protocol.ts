import type { ModelLocations } from "@/lib/models/registry";
import type { ErrorCode } from "@/lib/platform/errors";

/** What the pool and an inference thread say to each other. */
export interface ThreadSettings {
  locations: ModelLocations;
}

export interface ThreadRequest {
  id: number;
  kind: string;
  input: unknown;
  /** Shared flag, one byte-sized word: 1 once the caller gave up. */
  cancelFlag: SharedArrayBuffer;
}

export interface ThreadFailure {
  name: string;
  message: string;
  stack: string | undefined;
  /** Set when the message is fit for people: an AppError's code. */
  code: ErrorCode | undefined;
}

export type ThreadResponse =
  | { id: number; output: unknown; failure?: undefined }
  | { id: number; output?: undefined; failure: ThreadFailure };
