import { z } from "zod";

/** What somebody answered when asked whether something of theirs may be captured. */
export const consentState = z.enum(["unasked", "granted", "declined", "withdrawn"]);
export type ConsentState = z.infer<typeof consentState>;
