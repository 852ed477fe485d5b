import { z } from "zod";

/** Longer messages come from nothing of ours and are not read. */
const MESSAGE_MAX_BYTES = 1_000;

/** What two browsers tell each other directly, over the data channel of their link. */
const linkMessage = z.discriminatedUnion("what", [
  /** Whether the sender of this shows the receiver's picture at the moment. */
  z.object({ what: z.literal("watching"), on: z.boolean() }),
  /** The sender's line is slow on purpose: whatever goes either way over it is this late. */
  z.object({ what: z.literal("delay"), ms: z.number().min(0).max(5_000) }),
]);
export type LinkMessage = z.infer<typeof linkMessage>;

/** The message in these bytes; null when it is none. */
export const readLinkMessage = (bytes: Uint8Array): LinkMessage | null => {
  if (bytes.byteLength > MESSAGE_MAX_BYTES) return null;
  try {
    const parsed = linkMessage.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};
