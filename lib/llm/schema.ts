import { z } from "zod";

/** What a language model is asked for; usage is told apart by it. */
export const llmPurpose = z.enum(["answer", "rewrite", "summary"]);
export type LlmPurpose = z.infer<typeof llmPurpose>;

/** What pages say of the language model of this instance. */
export const llmAvailability = z.object({
  /** False without a key or server, and while the month's cap is reached. */
  available: z.boolean(),
  model: z.string().nullable(),
  /** The server's name, such as `api.groq.com`: where the words of a meeting go. */
  host: z.string().nullable(),
  /** A sentence, when something is in the way. */
  reason: z.string().nullable(),
});
export type LlmAvailability = z.infer<typeof llmAvailability>;

/** At most this many tokens in a calendar month (UTC); null for no cap. */
export const llmCaps = z.object({
  monthlyTokens: z.number().int().min(0).max(1_000_000_000_000).nullable(),
  monthlyTokensPerPerson: z.number().int().min(0).max(1_000_000_000_000).nullable(),
});
export type LlmCaps = z.infer<typeof llmCaps>;

const usage = {
  requests: z.number().int(),
  promptTokens: z.number().int(),
  completionTokens: z.number().int(),
  /** By the prices set for this instance, in millionths of a US dollar; null without prices. */
  costMicros: z.number().int().nullable(),
};

/** GET /api/admin/ai; PUT takes `llmCaps`. */
export const adminAi = z.object({
  llm: llmAvailability,
  caps: llmCaps,
  /** `2026-11` */
  month: z.string(),
  total: z.object(usage),
  purposes: z.array(z.object({ purpose: llmPurpose, ...usage })),
  /** Those who used most, most first. */
  people: z.array(z.object({ id: z.uuid(), name: z.string(), ...usage })),
  /** The months before, newest first. */
  months: z.array(z.object({ month: z.string(), ...usage })),
});
export type AdminAi = z.infer<typeof adminAi>;
