import type { z } from "zod";
import type { JobDeclaration, JobHandler } from "@/lib/platform/jobs";

/** A job with the function that does it. */
export interface Handler {
  job: JobDeclaration;
  handle: JobHandler<z.ZodType>;
}

/** Pairs a declared job with its handler; payload types are checked here and erased after. */
export function handler<P extends z.ZodType>(
  job: JobDeclaration<P>,
  handle: JobHandler<P>,
): Handler {
  return {
    job: job as unknown as JobDeclaration,
    handle: handle as unknown as JobHandler<z.ZodType>,
  };
}
