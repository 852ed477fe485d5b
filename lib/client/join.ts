import { formatCode, meetingCode } from "@/lib/meetings/schema";

export type JoinTarget = { ok: true; code: string } | { ok: false; message: string };

/**
 * What somebody typed or pasted to join: a code with or without dashes, or a whole invitation link.
 * Yields the code as links carry it, or a sentence on what a code looks like.
 */
export const joinTarget = (typed: string): JoinTarget => {
  const fromLink = /\/room\/([^/?#\s]+)/i.exec(typed)?.[1];
  const parsed = meetingCode.safeParse(fromLink ?? typed.trim());
  if (parsed.success) return { ok: true, code: formatCode(parsed.data) };
  const message = parsed.error.issues[0]?.message;
  return { ok: false, message: message?.includes("code") ? message : LOOKS_LIKE };
};

const LOOKS_LIKE = "That is not a meeting code. It looks like abcd-efgh-jkmn.";
