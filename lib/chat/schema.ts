import { z } from "zod";

/** Longer messages are refused, not cut; Unicode code units as `String.length` counts them. */
export const CHAT_TEXT_MAX = 2_000;
/** One's own message can be changed or deleted for this long, milliseconds. */
export const CHAT_EDIT_WINDOW_MS = 15 * 60_000;
/** Messages a person may send in ten seconds. */
export const CHAT_PER_TEN_SECONDS = 20;
/** Messages in one page of the history. */
export const CHAT_PAGE = 50;
/** No answer to a message for this long: it is sent again, milliseconds. */
export const CHAT_ACK_MS = 5_000;

/** What a message may be answered with. */
export const CHAT_EMOJI = ["👍", "❤️", "😂", "🎉", "😮", "😢"] as const;
export const chatEmoji = z.enum(CHAT_EMOJI);
export type ChatEmoji = z.infer<typeof chatEmoji>;

/** Positions and versions are counted in columns of 32 bits; what is past them is none. */
const counted = z.int32();

/** Control characters but line breaks and tabs: nobody can see them, and a database refuses some. */
const INVISIBLE = /[^\P{Cc}\n\t]/gu;

/** Stored as written, but for invisible characters and the space around it. */
export const chatText = z
  .string()
  .overwrite((text) => text.replaceAll("\r\n", "\n").replace(INVISIBLE, ""))
  .trim()
  .min(1, "Please write something first.")
  .max(CHAT_TEXT_MAX, `Please use at most ${CHAT_TEXT_MAX} characters.`);

/** A message as everybody in the room sees it. */
export const chatMessage = z.object({
  id: z.uuid(),
  /** Made by the sender's browser: sending one again cannot make two. */
  clientId: z.uuid(),
  participantId: z.uuid(),
  name: z.string(),
  colour: z.number().int().min(1).max(8),
  /** Its place in the meeting's chat, from 1. */
  position: z.number().int().min(1),
  /** Rises with every change of anything in the meeting's chat: the cursor of what one has seen. */
  version: z.number().int().min(1),
  /** Null once deleted. */
  text: z.string().nullable(),
  createdAtMs: z.number(),
  editedAtMs: z.number().nullable(),
  reactions: z.array(z.object({ emoji: chatEmoji, participantIds: z.array(z.uuid()) })),
});
export type ChatMessage = z.infer<typeof chatMessage>;

/** Client → server. History is paged backwards; `chat:since` brings everything that changed. */
export const chatClientEvents = {
  "chat:send": {
    in: z.object({ clientId: z.uuid(), text: chatText }),
    out: z.object({ message: chatMessage }),
  },
  "chat:edit": {
    in: z.object({ messageId: z.uuid(), text: chatText }),
    out: z.object({ message: chatMessage }),
  },
  "chat:delete": { in: z.object({ messageId: z.uuid() }), out: z.object({ message: chatMessage }) },
  "chat:react": {
    in: z.object({ messageId: z.uuid(), emoji: chatEmoji, on: z.boolean() }),
    out: z.object({ message: chatMessage }),
  },
  /** The page before this position (the newest page without it), oldest first. */
  "chat:history": {
    in: z.object({ before: counted.min(1).optional() }),
    out: z.object({
      messages: z.array(chatMessage),
      hasMore: z.boolean(),
      /** The chat's version when this was read. */
      version: z.number().int(),
    }),
  },
  /** Everything changed after this version, by version; `hasMore` asks to go on from `version`. */
  "chat:since": {
    in: z.object({ version: counted.min(0) }),
    out: z.object({
      messages: z.array(chatMessage),
      hasMore: z.boolean(),
      version: z.number().int(),
    }),
  },
  /** Up to which position one has read, shown to the senders. */
  "chat:seen": { in: z.object({ position: counted.min(1) }), out: z.object({}) },
} as const;

/** Server → client: a message that is new or changed; the higher version wins. */
export const chatServerEvents = { "chat:message": chatMessage } as const;
