import { capsNow, monthStart } from "@/lib/llm/accounting";
import { monthsBefore, saveCaps, usageSince } from "@/lib/llm/repo";
import { type AdminAi, type LlmCaps, llmPurpose } from "@/lib/llm/schema";
import { llmAvailability } from "@/lib/llm/service";

/** How many of those who used most are named, and how many months are looked back. */
const PEOPLE = 20;
const MONTHS = 12;

/** What the language model was used for this month, by whom, and what it may. For admins. */
export async function viewAi(): Promise<AdminAi> {
  const since = monthStart();
  const [llm, caps, now, months] = await Promise.all([
    llmAvailability(),
    capsNow(),
    usageSince(since, PEOPLE),
    monthsBefore(since, MONTHS),
  ]);
  const nothing = { requests: 0, promptTokens: 0, completionTokens: 0, costMicros: null };
  return {
    llm,
    caps,
    month: since.toISOString().slice(0, "2026-11".length),
    total: now.total ?? nothing,
    purposes: now.purposes.flatMap(({ purpose, ...sums }) => {
      const known = llmPurpose.safeParse(purpose);
      return known.success ? [{ purpose: known.data, ...sums }] : [];
    }),
    people: now.people,
    months,
  };
}

/** Decides how many tokens a month may take. */
export async function decideCaps({ caps, by }: { caps: LlmCaps; by: string }): Promise<void> {
  await saveCaps(caps, by);
}
