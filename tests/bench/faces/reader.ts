import type { InferencePool } from "@/lib/models/pool";
import type { ReadFaceInput, ReadFaceOutput } from "@/lib/models/tasks/read-face";

/** The first pictures load the models and are compiled for; they say nothing of the others. */
const WARM_UP = 10;

/** Reads pictures through the pool and keeps account of the processor time that took. */
export class MeasuredReader {
  /** Milliseconds of processor time, of all threads, a picture. */
  private readonly costs: number[] = [];

  constructor(private readonly pool: InferencePool) {}

  async read(input: ReadFaceInput): Promise<ReadFaceOutput> {
    const before = process.cpuUsage();
    const output = await this.pool.run("read-face", input);
    const { user, system } = process.cpuUsage(before);
    this.costs.push((user + system) / 1000);
    return output;
  }

  /** Pictures that one core manages in a second, and what one costs; rounded. */
  get speed(): { framesPerCpuSecond: number; medianCpuMs: number } {
    const costs = this.costs.slice(WARM_UP);
    const total = costs.reduce((sum, cost) => sum + cost, 0);
    const median = costs.sort((a, b) => a - b)[Math.floor(costs.length / 2)] ?? Number.NaN;
    return {
      framesPerCpuSecond: Math.round((1000 * costs.length) / total),
      medianCpuMs: Math.round(10 * median) / 10,
    };
  }
}
