import { z } from "zod";

/** Of what a model writes, this much is looked at; the rest it made up its mind too late about. */
const ITEMS_MAX = 60;
const LINES_MAX = 12;
const TEXT_MAX = 2_000;

const lineNumbers = z
  .union([z.array(z.unknown()), z.unknown().transform((one) => [one])])
  .transform((all) =>
    all
      .map((one) => (typeof one === "string" ? Number(one.replace(/[[\]\s]/gu, "")) : one))
      .filter((one): one is number => Number.isInteger(one))
      .slice(0, LINES_MAX),
  );
const text = z.string().trim().min(1).max(TEXT_MAX);
const optional = z.string().trim().max(200).nullish().catch(null);

/** A list whose entries of another shape are left out: one bad entry must not cost the rest. */
const listOf = <S extends z.ZodType>(item: S) =>
  z
    .array(z.unknown())
    .nullish()
    .catch([])
    .transform((all) =>
      (all ?? []).slice(0, ITEMS_MAX).flatMap((one): z.output<S>[] => {
        const parsed = item.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );

const sentence = z.object({ text, lines: lineNumbers });
export type ModelSentence = z.output<typeof sentence>;

/** What a model is asked to answer with. */
export const modelReply = z.object({
  overview: listOf(sentence),
  keyPoints: listOf(sentence),
  decisions: listOf(sentence),
  actionItems: listOf(sentence.extend({ who: optional, when: optional })),
  openQuestions: listOf(sentence),
  topics: listOf(
    z.object({
      label: z.string().trim().min(1).max(80),
      from: z.coerce.number(),
      to: z.coerce.number(),
    }),
  ),
  contributions: listOf(sentence.extend({ who: z.string().trim().min(1).max(200) })),
  extra: listOf(z.object({ title: z.string().trim().min(1).max(80), sentences: listOf(sentence) })),
});
export type ModelReply = z.output<typeof modelReply>;
