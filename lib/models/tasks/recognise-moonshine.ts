import llamaTokenizer from "llama-tokenizer-js";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { likeliestDivision } from "@/lib/models/tasks/division";
import { openSession } from "@/lib/models/tasks/onnx";
import { defineTask, type RunContext } from "@/lib/models/tasks/task";

const SAMPLE_RATE = 16_000;
/** Shape of Moonshine Tiny's decoder: layers, attention heads, width of a head. */
const LAYERS = 6;
const HEADS = 8;
const HEAD_SIZE = 36;
const START_TOKEN = 1;
const END_TOKEN = 2;
/** Ids from here on are markers, not text. */
const FIRST_MARKER_TOKEN = 32_000;
/** Speech never has more tokens per second than this (Moonshine paper, section 3.2). */
const MAX_TOKENS_PER_SECOND = 6.5;
const EXTRA_TOKENS = 2;
/** The encoder fails on shorter input. */
const MIN_SAMPLES = 1600;
/** Silence added around the audio; the trailing zeros prevent invented endings (measured). */
const LEAD_SAMPLES = 0.1 * SAMPLE_RATE;
const TRAIL_SAMPLES = 0.3 * SAMPLE_RATE;
/** A phrase of up to this many tokens said this often in a row is a decoder going in circles. */
const LOOP_MAX_TOKENS = 8;
const LOOP_REPEATS = 4;
/** People pause where clauses end: worth this much log probability when text is divided. */
const CLAUSE_SCORE = 2;
/** exp(-20) of the best token's probability adds nothing to the sum. */
const NEGLIGIBLE_LOGIT = 20;

const cacheNames = (prefix: string, sides: readonly string[]) =>
  Array.from({ length: LAYERS }, (_, layer) =>
    sides.flatMap((side) => ["key", "value"].map((part) => `${prefix}.${layer}.${side}.${part}`)),
  ).flat();
const FIRST_OUTPUTS = ["logits", ...cacheNames("present", ["decoder", "encoder"])];
/** The encoder's cache never changes; not asking for it again saves copying it at every token. */
const NEXT_OUTPUTS = ["logits", ...cacheNames("present", ["decoder"])];

export interface RecogniseInput {
  /** 16 kHz mono speech, at most about 20 s. */
  pcm: Float32Array;
  /** Pauses in `pcm` (samples, ascending) at which the text is to be divided. */
  pauses?: readonly { from: number; to: number }[];
}

export interface RecognisedPart {
  text: string;
  /** Mean natural log of the chosen tokens' probabilities, end token included. */
  avgLogprob: number;
}

export interface RecogniseOutput {
  /** One more than there are pauses; a part may be without text. */
  parts: RecognisedPart[];
}

interface Token {
  id: number;
  logprob: number;
}

interface Moonshine {
  encoder: InferenceSession;
  decoder: InferenceSession;
}

/** Moonshine Tiny: one window of speech to text, greedily, with a key-value cache. */
export const recogniseMoonshine = defineTask({
  async load({ model }): Promise<Moonshine> {
    const { file } = await model("moonshine-tiny");
    const encoder = await openSession(file("encoder_model.onnx"));
    const decoder = await openSession(file("decoder_model_merged.onnx"));
    return { encoder, decoder };
  },

  async run(moonshine, { pcm, pauses = [] }: RecogniseInput, context): Promise<RecogniseOutput> {
    const tokens = await decodeGreedily({ moonshine, pcm, context });
    const starts = await divide({ moonshine, pcm, pauses, tokens, context });
    return { parts: starts.map((from, part) => partOf(tokens.slice(from, starts[part + 1]))) };
  },
});

async function decodeGreedily({
  moonshine: { encoder, decoder },
  pcm,
  context,
}: {
  moonshine: Moonshine;
  pcm: Float32Array;
  context: RunContext;
}): Promise<Token[]> {
  const audio = withSilence(pcm);
  const limit = Math.floor((audio.length / SAMPLE_RATE) * MAX_TOKENS_PER_SECOND) + EXTRA_TOKENS;
  const feeds = firstFeeds(await encode(encoder, audio));
  const tokens: Token[] = [];
  while (tokens.length < limit && !isLooping(tokens)) {
    if (context.cancelled()) throw context.abandoned();
    const previous = tokens.at(-1)?.id ?? START_TOKEN;
    feeds.input_ids = new Tensor("int64", BigInt64Array.of(BigInt(previous)), [1, 1]);
    const first = tokens.length === 0;
    const output = await decoder.run(feeds, first ? FIRST_OUTPUTS : NEXT_OUTPUTS);
    const token = mostLikely(required(output.logits).data as Float32Array);
    tokens.push(token);
    if (token.id === END_TOKEN) break;
    keepCache({ feeds, output, first });
  }
  return tokens;
}

/**
 * Divides the tokens over the pieces of audio between pauses. The decoder reads all tokens once
 * per piece, hearing that piece alone; a token is likely where it was spoken and unlikely elsewhere,
 * so the division in order with the highest total likelihood is the one that was spoken.
 *
 * @returns for each piece, the index of its first token
 */
async function divide({
  moonshine: { encoder, decoder },
  pcm,
  pauses,
  tokens,
  context,
}: {
  moonshine: Moonshine;
  pcm: Float32Array;
  pauses: readonly { from: number; to: number }[];
  tokens: readonly Token[];
  context: RunContext;
}): Promise<number[]> {
  if (pauses.length === 0 || tokens.length === 0) return [0, ...pauses.map(() => 0)];
  const inputs = [START_TOKEN, ...tokens.slice(0, -1).map(({ id }) => id)].map(BigInt);
  const edges = [0, ...pauses.map(({ from, to }) => Math.round((from + to) / 2)), pcm.length];
  const likelihoods: number[][] = [];
  for (const [piece, to] of edges.slice(1).entries()) {
    if (context.cancelled()) throw context.abandoned();
    // Encoded again, because what the encoder made of the whole knows of the words next to it.
    const audio = withSilence(pcm.subarray(edges[piece], to));
    const feeds = firstFeeds(await encode(encoder, audio));
    feeds.input_ids = new Tensor("int64", BigInt64Array.from(inputs), [1, inputs.length]);
    const { logits } = await decoder.run(feeds, ["logits"]);
    const scores = required(logits).data as Float32Array;
    const vocabulary = scores.length / inputs.length;
    likelihoods.push(
      tokens.map(({ id }, index) => {
        const row = scores.subarray(index * vocabulary, (index + 1) * vocabulary);
        return (row[id] as number) - logSumExp(row);
      }),
    );
  }
  const startScore = (index: number) => {
    if (!startsWord(tokens[index]?.id)) return null;
    return endsClause(tokens[index - 1]?.id) ? CLAUSE_SCORE : 0;
  };
  return likeliestDivision({ likelihoods, startScore });
}

function partOf(tokens: readonly Token[]): RecognisedPart {
  const logprob = tokens.reduce((sum, token) => sum + token.logprob, 0);
  return {
    text: detokenise(tokens.map(({ id }) => id)),
    avgLogprob: logprob / Math.max(1, tokens.length),
  };
}

async function encode(encoder: InferenceSession, audio: Float32Array): Promise<Tensor> {
  const input = new Tensor("float32", audio, [1, audio.length]);
  const { last_hidden_state } = await encoder.run({ input_values: input });
  return required(last_hidden_state);
}

function withSilence(pcm: Float32Array): Float32Array {
  const length = Math.max(MIN_SAMPLES, LEAD_SAMPLES + pcm.length + TRAIL_SAMPLES);
  const audio = new Float32Array(length);
  audio.set(pcm, LEAD_SAMPLES);
  return audio;
}

function firstFeeds(encoded: Tensor): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {
    encoder_hidden_states: encoded,
    use_cache_branch: new Tensor("bool", [false], [1]),
  };
  for (let layer = 0; layer < LAYERS; layer += 1) {
    for (const side of ["decoder", "encoder"]) {
      for (const part of ["key", "value"]) {
        const empty = new Tensor("float32", new Float32Array(0), [0, HEADS, 1, HEAD_SIZE]);
        feeds[`past_key_values.${layer}.${side}.${part}`] = empty;
      }
    }
  }
  return feeds;
}

/** Carries the cache to the next step. The encoder's part is only valid from the first step. */
function keepCache({
  feeds,
  output,
  first,
}: {
  feeds: Record<string, Tensor>;
  output: InferenceSession.OnnxValueMapType;
  first: boolean;
}): void {
  for (let layer = 0; layer < LAYERS; layer += 1) {
    for (const side of first ? ["decoder", "encoder"] : ["decoder"]) {
      for (const part of ["key", "value"]) {
        const present = required(output[`present.${layer}.${side}.${part}`]);
        feeds[`past_key_values.${layer}.${side}.${part}`] = present;
      }
    }
  }
  if (first) feeds.use_cache_branch = new Tensor("bool", [true], [1]);
}

/** The most likely token and the log of its softmax probability. */
function mostLikely(logits: Float32Array): Token {
  let id = 0;
  for (let index = 1; index < logits.length; index += 1) {
    if ((logits[index] as number) > (logits[id] as number)) id = index;
  }
  return { id, logprob: (logits[id] as number) - logSumExp(logits) };
}

function logSumExp(logits: Float32Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > highest) highest = logit;
  let sum = 0;
  for (const logit of logits) {
    const distance = highest - logit;
    if (distance < NEGLIGIBLE_LOGIT) sum += Math.exp(-distance);
  }
  return highest + Math.log(sum);
}

/** Whether the tokens end in the same phrase, four times in a row. */
function isLooping(tokens: readonly Token[]): boolean {
  for (let size = 1; size <= LOOP_MAX_TOKENS; size += 1) {
    const span = size * LOOP_REPEATS;
    if (tokens.length < span) return false;
    let same = true;
    for (let back = 1; same && back <= span - size; back += 1) {
      same = tokens.at(-back)?.id === tokens.at(-back - size)?.id;
    }
    if (same) return true;
  }
  return false;
}

/** The tokeniser marks a word's first token with a low line. */
function startsWord(id = END_TOKEN): boolean {
  return llamaTokenizer.vocabById[id]?.startsWith("\u2581") ?? false;
}

function endsClause(id = END_TOKEN): boolean {
  return /[.,;:?!]$/.test(llamaTokenizer.vocabById[id] ?? "");
}

function detokenise(tokens: number[]): string {
  const words = tokens.filter((token) => token > END_TOKEN && token < FIRST_MARKER_TOKEN);
  return words.length === 0 ? "" : llamaTokenizer.decode(words, false, true).trim();
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The speech model gave an output of another shape.");
  return value;
}
