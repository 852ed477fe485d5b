import { LlmError } from "@/lib/llm/errors";
import { loadCaps, reserve, settle, tokensSince } from "@/lib/llm/repo";
import { type LlmCaps, type LlmPurpose, llmCaps } from "@/lib/llm/schema";
import { now } from "@/lib/platform/clock";
import { localEnv } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";

export interface TokenCounts {
  promptTokens: number;
  completionTokens: number;
}

const NO_CAPS: LlmCaps = { monthlyTokens: null, monthlyTokensPerPerson: null };

/** What an admin allows a month. */
export async function capsNow(): Promise<LlmCaps> {
  const stored = llmCaps.safeParse(await loadCaps());
  return stored.success ? stored.data : NO_CAPS;
}

/** The beginning of the calendar month, UTC. */
export function monthStart(at: Date = now()): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
}

/** Millionths of a dollar: tokens times dollars per million tokens. */
function costOf({ promptTokens, completionTokens }: TokenCounts): number | null {
  const { LLM_PRICE_IN, LLM_PRICE_OUT } = localEnv();
  if (LLM_PRICE_IN === undefined && LLM_PRICE_OUT === undefined) return null;
  return Math.round(promptTokens * (LLM_PRICE_IN ?? 0) + completionTokens * (LLM_PRICE_OUT ?? 0));
}

const FULL = {
  instance: "This month's allowance for the language model is used up. It begins anew next month.",
  person: "Your allowance for the language model this month is used up. It begins anew next month.",
} as const;

/** A request whose most is set aside; `settle` puts in its place what was used. */
export interface OpenAccount {
  settle(used: TokenCounts): Promise<void>;
}

/**
 * Sets aside what a request may use at its most.
 * @throws LlmError `cap-reached` when that would go past a cap of the instance or the person
 */
export async function openAccount(request: {
  userId: string | null;
  meetingId: string | null;
  purpose: LlmPurpose;
  model: string;
  most: TokenCounts;
}): Promise<OpenAccount> {
  const { most, ...who } = request;
  const draft = { ...who, ...most, costMicros: costOf(most) };
  const reserved = await reserve(draft, { caps: await capsNow(), since: monthStart() });
  if ("full" in reserved) throw new LlmError("cap-reached", { message: FULL[reserved.full] });
  return {
    async settle(used) {
      // A request that cannot be settled stays counted at its most; its answer is not lost for it.
      await settle(reserved.id, { ...used, costMicros: costOf(used) }).catch((error: unknown) =>
        log("llm").warn({ err: error }, "usage not settled"),
      );
    },
  };
}

/** The sentence for a month whose allowance is used up, else null. */
export async function capInTheWay(userId: string | null): Promise<string | null> {
  const caps = await capsNow();
  const since = monthStart();
  if (caps.monthlyTokens !== null && (await tokensSince(since)) >= caps.monthlyTokens)
    return FULL.instance;
  const own = caps.monthlyTokensPerPerson;
  if (own !== null && userId !== null && (await tokensSince(since, userId)) >= own)
    return FULL.person;
  return null;
}
