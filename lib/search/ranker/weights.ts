import { z } from "zod";
import { dimensionsOf, type EmbeddingModelId } from "@/lib/search/embedding-models";
import type { Adapter } from "@/lib/search/ranker/adapter";
import { Background, type BackgroundCounts } from "@/lib/search/ranker/background";
import { CHANNELS } from "@/lib/search/ranker/features";
import { decodeHalves, encodeHalves } from "@/lib/search/ranker/half-floats";
import { PARAMETERS, type Parameters, parametersOf } from "@/lib/search/ranker/network";

const halves = z.base64().transform(decodeHalves);

/** A file of weights beside this code, written by `parley train search-ranker`. */
const weightsSchema = z
  .object({
    model: z.literal("search-ranker"),
    licence: z.string(),
    /** What it was trained on, and the figures of that day; for people. */
    trained: z.record(z.string(), z.unknown()),
    /** The model whose vectors it was trained with; of others it knows nothing. */
    embeddings: z.string(),
    channels: z.array(z.string()).refine((names) => `${names}` === `${CHANNELS}`, {
      error: "must be the channels in order",
    }),
    background: z.object({
      chunks: z.number().int().positive(),
      questions: z.number().int().positive(),
      /** "stem chunks questions", separated by commas; a zero is left out. */
      stems: z.string(),
    }),
    adapter: z
      .object({
        rank: z.number().int().positive(),
        dimensions: z.number().int().positive(),
        down: halves,
        bias: halves,
        up: halves,
      })
      .refine(
        ({ rank, dimensions, down, bias, up }) =>
          down.length === rank * dimensions && up.length === down.length && bias.length === rank,
        { error: "must hold matrices of the sizes it says" },
      ),
    networks: z
      .array(
        halves.refine((numbers) => numbers.length === PARAMETERS, {
          error: `must hold ${PARAMETERS} numbers`,
        }),
      )
      .min(1),
  })
  .refine(({ embeddings, adapter }) => adapter.dimensions === dimensionsOf(embeddings), {
    error: "must hold an adapter of as many dimensions as the vectors have",
  });

export interface RankerWeights {
  embeddings: string;
  background: Background;
  adapter: Adapter;
  /** Their z-scored answers are averaged. */
  networks: Parameters[];
}

/** The weights that come with Parley, by the embedding model whose vectors they were trained with. */
const FILES = {
  "use-lite-en": () => import("@/lib/search/ranker/weights/use-lite-en.json"),
  "all-minilm-l6-v2": () => import("@/lib/search/ranker/weights/all-minilm-l6-v2.json"),
} as const satisfies Partial<Record<EmbeddingModelId, () => Promise<{ default: unknown }>>>;

const loaded = new Map<string, Promise<RankerWeights>>();

const isTrained = (modelId: string): modelId is keyof typeof FILES => Object.hasOwn(FILES, modelId);

/** The weights for vectors of a model, read at the first call and not before; null without any. */
export async function rankerWeights(modelId: string): Promise<RankerWeights | null> {
  if (!isTrained(modelId)) return null;
  const known = loaded.get(modelId);
  if (known) return known;
  const reading = FILES[modelId]().then((file) => readWeights(file.default));
  loaded.set(modelId, reading);
  return reading;
}

/** @throws ZodError when it is not such a file */
export function readWeights(json: unknown): RankerWeights {
  const { embeddings, background, adapter, networks } = weightsSchema.parse(json);
  return {
    embeddings,
    background: new Background(readCounts(background)),
    adapter,
    networks: networks.map(parametersOf),
  };
}

function readCounts({
  chunks,
  questions,
  stems,
}: z.infer<typeof weightsSchema>["background"]): BackgroundCounts {
  const counts = stems.split(",").map((entry) => {
    const [stem = "", inChunks, inQuestions] = entry.split(" ");
    return [stem, [Number(inChunks ?? 0), Number(inQuestions ?? 0)]] as const;
  });
  return { chunks, questions, stems: new Map(counts) };
}

/** What is written to the file. */
export function writeWeights(input: {
  licence: string;
  trained: Record<string, unknown>;
  embeddings: string;
  background: BackgroundCounts;
  adapter: Adapter;
  networks: readonly Float32Array[];
}): z.input<typeof weightsSchema> {
  const { licence, trained, embeddings, background, adapter, networks } = input;
  const stems = [...background.stems].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    model: "search-ranker",
    licence,
    trained,
    embeddings,
    channels: [...CHANNELS],
    background: {
      chunks: background.chunks,
      questions: background.questions,
      stems: stems
        .map(([stem, [inChunks, asked]]) => `${stem} ${inChunks}${asked > 0 ? ` ${asked}` : ""}`)
        .join(","),
    },
    adapter: {
      rank: adapter.rank,
      dimensions: adapter.dimensions,
      down: encodeHalves(adapter.down),
      bias: encodeHalves(adapter.bias),
      up: encodeHalves(adapter.up),
    },
    networks: networks.map(encodeHalves),
  };
}
