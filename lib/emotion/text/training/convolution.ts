import { InferenceSession, Tensor } from "onnxruntime-node";
import {
  projectionGradientGraph,
  projectionGraph,
  responseGraph,
} from "@/lib/emotion/text/training/convolution-graphs";
import { OutputLayer } from "@/lib/emotion/text/training/convolution-output";
import { Adam, fallingRate } from "@/lib/emotion/text/training/optimise";
import type { Random } from "@/lib/emotion/text/training/random";
import { SESSION_OPTIONS } from "@/lib/models/tasks/onnx";
import type { ConvolutionPart, Matrix } from "@/lib/models/text-head/head";

/** Width of a token's vector after projection. */
const WIDTH = 64;
/** Tokens a kernel sees. */
const SIZES = [1, 2, 3] as const;
const CHANNELS = 96;
const EPOCHS = 5;
const BATCH = 128;
const RATE = 2e-3;
/** Shares left out: whole tokens, and numbers of their vectors. */
const TOKEN_DROPOUT = 0.02;
const VECTOR_DROPOUT = 0.2;
/** Deviation the published embeddings are scaled to. */
const TABLE_DEVIATION = 0.5;

/** Projected vectors of a batch's different tokens. */
interface TokenVectors {
  slots: Map<number, number>;
  /** Unprojected rows of the table. */
  rows: Float32Array;
  vectors: Float32Array;
}

/** Texts of a batch as [batch, width, seq], and what dropout did to each number. */
interface BatchInput {
  texts: readonly (readonly number[])[];
  seq: number;
  values: Float32Array;
  scales: Float32Array;
}

/**
 * Trains the convolutional part. A token's vector is its row of the encoder's table times a
 * projection; both are trained, and folded into one small table at the end.
 *
 * @param targets shares of the fine classes, a row per text
 * @param table the encoder's embeddings
 */
export async function trainConvolution(input: {
  tokenized: readonly (readonly number[])[];
  targets: Float32Array;
  table: Matrix;
  random: Random;
  progress: (line: string) => void;
}): Promise<ConvolutionPart> {
  const { tokenized, random, progress } = input;
  const trainer = await ConvolutionTrainer.create(input);
  const batches = Math.ceil(tokenized.length / BATCH);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    // Texts of like length together, with some chance, in batches of random order.
    const length = tokenized.map((tokens) => tokens.length + 3 * random.next());
    const order = [...tokenized.keys()].sort(
      (a, b) => (length[a] as number) - (length[b] as number),
    );
    let loss = 0;
    for (const batch of random.shuffled([...Array(batches).keys()])) {
      const chosen = order.slice(batch * BATCH, (batch + 1) * BATCH);
      loss += await trainer.step(chosen, EPOCHS * batches);
    }
    progress(`convolution, epoch ${epoch + 1}: loss ${(loss / tokenized.length).toFixed(4)}`);
  }
  return trainer.finish();
}

class ConvolutionTrainer {
  private readonly table: Adam;
  private readonly projection: Adam;
  private readonly kernels: { size: number; weights: Adam; bias: Adam }[];
  private readonly output: OutputLayer;
  private time = 0;

  private constructor(
    private readonly data: {
      tokenized: readonly (readonly number[])[];
      targets: Float32Array;
      random: Random;
    },
    table: Matrix,
    private readonly from: number,
    private readonly sessions: Record<"project" | "projectBack" | "respond", InferenceSession>,
  ) {
    const { tokenized, targets, random } = data;
    const deviation = Math.sqrt(
      table.values.reduce((sum, value) => sum + value * value, 0) / table.values.length,
    );
    const scaled = table.values.map((value) => (value * TABLE_DEVIATION) / deviation);
    // Without momentum: a row is in few batches, and would be dragged on by its last one.
    this.table = new Adam(scaled, { firstDecay: 0 });
    const limit = from ** -0.5;
    this.projection = new Adam(
      Float32Array.from({ length: from * WIDTH }, () => (2 * random.next() - 1) * limit),
    );
    this.kernels = SIZES.map((size) => ({
      size,
      weights: new Adam(random.normals(CHANNELS * WIDTH * size, (WIDTH * size) ** -0.5)),
      bias: new Adam(new Float32Array(CHANNELS)),
    }));
    const classes = targets.length / tokenized.length;
    this.output = new OutputLayer({ units: SIZES.length * CHANNELS, classes, random });
  }

  static async create({
    table,
    ...data
  }: {
    tokenized: readonly (readonly number[])[];
    targets: Float32Array;
    table: Matrix;
    random: Random;
  }): Promise<ConvolutionTrainer> {
    const open = (graph: Uint8Array) => InferenceSession.create(graph, SESSION_OPTIONS);
    return new ConvolutionTrainer(data, table, table.columns, {
      project: await open(projectionGraph()),
      projectBack: await open(projectionGradientGraph()),
      respond: await open(responseGraph(WIDTH, CHANNELS, SIZES)),
    });
  }

  /** One step on the chosen texts. @returns the sum of their losses before it */
  async step(chosen: readonly number[], steps: number): Promise<number> {
    const { tokenized, targets } = this.data;
    const texts = chosen.map((index) => tokenized[index] as readonly number[]);
    const tokens = await this.project(texts);
    const batch = this.dropped(texts, tokens);
    const response = await this.respond(batch);
    const { loss, slopes } = this.output.run({
      highest: SIZES.map((size) => response[`highest${size}`]?.data as Float32Array),
      channels: CHANNELS,
      targets: chosen.map((index) =>
        targets.subarray(index * this.output.classes, (index + 1) * this.output.classes),
      ),
      random: this.data.random,
    });
    const textSlopes = new Float32Array(batch.values.length);
    const gradients = this.kernels.map(({ size, weights }, kernel) =>
      this.kernelGradients({
        batch,
        size,
        weights: weights.weights,
        places: response[`place${size}`]?.data as Int32Array,
        slopeOf: (row, channel) => slopes[row]?.[kernel * CHANNELS + channel] as number,
        textSlopes,
      }),
    );
    this.time += 1;
    const rate = fallingRate(RATE, this.time, steps);
    const moment = { rate, time: this.time };
    await this.learnTokens({ tokens, batch, textSlopes, moment });
    this.kernels.forEach(({ weights, bias }, kernel) => {
      weights.step(gradients[kernel]?.weights as Float32Array, moment);
      bias.step(gradients[kernel]?.bias as Float32Array, moment);
    });
    this.output.learn(moment);
    return loss;
  }

  async finish(): Promise<ConvolutionPart> {
    const rows = this.table.weights.length / this.from;
    const { vectors } = await this.sessions.project.run({
      tokens: new Tensor("float32", this.table.weights, [rows, this.from]),
      projection: this.projectionTensor(),
    });
    const values = Float32Array.from(vectors?.data as Float32Array);
    for (const session of Object.values(this.sessions)) await session.release();
    return {
      table: { rows, columns: WIDTH, values },
      kernels: this.kernels.map(({ size, weights, bias }) => ({
        weights: { rows: CHANNELS, columns: WIDTH * size, values: weights.weights },
        bias: bias.weights,
      })),
      ...this.output.part(),
    };
  }

  private projectionTensor(): Tensor {
    return new Tensor("float32", this.projection.weights, [this.from, WIDTH]);
  }

  private async project(texts: readonly (readonly number[])[]): Promise<TokenVectors> {
    const slots = new Map<number, number>();
    for (const token of texts.flat()) if (!slots.has(token)) slots.set(token, slots.size);
    const { from } = this;
    const rows = new Float32Array(slots.size * from);
    for (const [token, slot] of slots) {
      rows.set(this.table.weights.subarray(token * from, (token + 1) * from), slot * from);
    }
    const { vectors } = await this.sessions.project.run({
      tokens: new Tensor("float32", rows, [slots.size, from]),
      projection: this.projectionTensor(),
    });
    return { slots, rows, vectors: vectors?.data as Float32Array };
  }

  /** The texts' vectors after dropout, with one empty place at the end of the longest. */
  private dropped(texts: readonly (readonly number[])[], tokens: TokenVectors): BatchInput {
    const { random } = this.data;
    const seq = 1 + Math.max(...texts.map((text) => text.length));
    const values = new Float32Array(texts.length * WIDTH * seq);
    const scales = new Float32Array(values.length);
    const scale = 1 / (1 - VECTOR_DROPOUT);
    texts.forEach((text, row) => {
      text.forEach((token, place) => {
        if (random.next() < TOKEN_DROPOUT) return;
        const slot = (tokens.slots.get(token) as number) * WIDTH;
        for (let column = 0; column < WIDTH; column += 1) {
          if (random.next() < VECTOR_DROPOUT) continue;
          const at = (row * WIDTH + column) * seq + place;
          scales[at] = scale;
          values[at] = (tokens.vectors[slot + column] as number) * scale;
        }
      });
    });
    return { texts, seq, values, scales };
  }

  private respond({ texts, seq, values }: BatchInput) {
    const feeds: Record<string, Tensor> = {
      text: new Tensor("float32", values, [texts.length, WIDTH, seq]),
    };
    for (const { size, weights, bias } of this.kernels) {
      feeds[`kernel${size}`] = new Tensor("float32", weights.weights, [CHANNELS, WIDTH, size]);
      feeds[`bias${size}`] = new Tensor("float32", bias.weights, [CHANNELS]);
    }
    return this.sessions.respond.run(feeds);
  }

  /** Only the window with the highest response of a channel learns. Adds to `textSlopes`. */
  private kernelGradients({
    batch: { texts, seq, values },
    size,
    weights,
    places,
    slopeOf,
    textSlopes,
  }: {
    batch: BatchInput;
    size: number;
    weights: Float32Array;
    places: Int32Array;
    slopeOf: (row: number, channel: number) => number;
    textSlopes: Float32Array;
  }) {
    const gradient = {
      weights: new Float32Array(weights.length),
      bias: new Float32Array(CHANNELS),
    };
    for (let row = 0; row < texts.length; row += 1) {
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        const slope = slopeOf(row, channel);
        if (slope === 0) continue;
        gradient.bias[channel] = (gradient.bias[channel] as number) + slope;
        const start = (places[row * CHANNELS + channel] as number) - (size - 1);
        const first = Math.max(0, -start);
        const length = Math.min(size, seq - start) - first;
        if (length <= 0) continue;
        for (let column = 0; column < WIDTH; column += 1) {
          const weight = (channel * WIDTH + column) * size + first;
          const value = (row * WIDTH + column) * seq + start + first;
          // The hottest loop of the training, over one to three numbers.
          for (let step = 0; step < length; step += 1) {
            const own = slope * (values[value + step] as number);
            gradient.weights[weight + step] = (gradient.weights[weight + step] as number) + own;
            const back = slope * (weights[weight + step] as number);
            textSlopes[value + step] = (textSlopes[value + step] as number) + back;
          }
        }
      }
    }
    return gradient;
  }

  private async learnTokens({
    tokens: { slots, rows },
    batch: { texts, seq, scales },
    textSlopes,
    moment,
  }: {
    tokens: TokenVectors;
    batch: BatchInput;
    textSlopes: Float32Array;
    moment: { rate: number; time: number };
  }): Promise<void> {
    const { from } = this;
    const slope = new Float32Array(slots.size * WIDTH);
    texts.forEach((text, row) => {
      text.forEach((token, place) => {
        const slot = (slots.get(token) as number) * WIDTH;
        for (let column = 0; column < WIDTH; column += 1) {
          const at = (row * WIDTH + column) * seq + place;
          const own = (textSlopes[at] as number) * (scales[at] as number);
          slope[slot + column] = (slope[slot + column] as number) + own;
        }
      });
    });
    const gradients = await this.sessions.projectBack.run({
      tokens: new Tensor("float32", rows, [slots.size, from]),
      projection: this.projectionTensor(),
      slope: new Tensor("float32", slope, [slots.size, WIDTH]),
    });
    const ofTokens = gradients["tokens.gradient"]?.data as Float32Array;
    for (const [token, slot] of slots) {
      this.table.step(ofTokens, { ...moment, part: [token * from, slot * from, from] });
    }
    this.projection.step(gradients["projection.gradient"]?.data as Float32Array, moment);
  }
}
