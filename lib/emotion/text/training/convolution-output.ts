import { Adam } from "@/lib/emotion/text/training/optimise";
import type { Random } from "@/lib/emotion/text/training/random";
import { addScaled, dot, softmax } from "@/lib/emotion/text/training/vectors";
import type { ConvolutionPart } from "@/lib/models/text-head/head";

const DROPOUT = 0.5;

/** The last layer over the channels' highest responses, with relu and dropout before it. */
export class OutputLayer {
  readonly classes: number;
  private readonly units: number;
  private readonly weights: Adam;
  private readonly bias: Adam;
  private readonly gradient: Float32Array;
  private readonly biasGradient: Float32Array;

  constructor({ units, classes, random }: { units: number; classes: number; random: Random }) {
    this.units = units;
    this.classes = classes;
    this.weights = new Adam(random.normals(units * classes, units ** -0.5));
    this.bias = new Adam(new Float32Array(classes));
    this.gradient = new Float32Array(units * classes);
    this.biasGradient = new Float32Array(classes);
  }

  /**
   * Forward and backward over a batch; the own gradients are kept for `learn`.
   *
   * @param highest per kernel, a row of channels per text
   * @returns the sum of the losses, and per text the slope of the mean loss by each response
   */
  run({
    highest,
    channels,
    targets,
    random,
  }: {
    highest: readonly Float32Array[];
    channels: number;
    targets: readonly Float32Array[];
    random: Random;
  }): { loss: number; slopes: Float32Array[] } {
    const { units, classes } = this;
    const scale = 1 / (1 - DROPOUT);
    this.gradient.fill(0);
    this.biasGradient.fill(0);
    let loss = 0;
    const slopes = targets.map((target, row) => {
      const open = new Float32Array(units);
      highest.forEach((responses, kernel) => {
        for (let channel = 0; channel < channels; channel += 1) {
          const response = responses[row * channels + channel] as number;
          if (response <= 0 || random.next() < DROPOUT) continue;
          open[kernel * channels + channel] = response * scale;
        }
      });
      const scores = Float64Array.from(this.bias.weights);
      open.forEach((unit, index) => {
        if (unit !== 0) addScaled(scores, 0, this.weights.weights, index * classes, classes, unit);
      });
      const targetScore = dot(scores, 0, target, 0, classes);
      loss += softmax(scores) - targetScore;
      const errors = scores.map((share, at) => (share - (target[at] as number)) / targets.length);
      addScaled(this.biasGradient, 0, errors, 0, classes, 1);
      return open.map((unit, index) => {
        if (unit === 0) return 0;
        addScaled(this.gradient, index * classes, errors, 0, classes, unit);
        return scale * dot(this.weights.weights, index * classes, errors, 0, classes);
      });
    });
    return { loss, slopes };
  }

  learn(moment: { rate: number; time: number }): void {
    this.weights.step(this.gradient, moment);
    this.bias.step(this.biasGradient, moment);
  }

  part(): Pick<ConvolutionPart, "output" | "outputBias"> {
    const { units, classes } = this;
    return {
      output: { rows: units, columns: classes, values: this.weights.weights },
      outputBias: this.bias.weights,
    };
  }
}
