import type { InferencePool } from "@/lib/models/pool";
import type { ReadFaceInput, ReadFaceOutput } from "@/lib/models/tasks/read-face";

/** Reads pictures through the pool and keeps account of the processor time that took. */
export class MeasuredReader {
  private cpuMicros = 0;
  private frames = 0;

  constructor(private readonly pool: InferencePool) {}

  async read(input: ReadFaceInput): Promise<ReadFaceOutput> {
    const before = process.cpuUsage();
    const output = await this.pool.run("read-face", input);
    const { user, system } = process.cpuUsage(before);
    this.cpuMicros += user + system;
    this.frames += 1;
    return output;
  }

  /** Pictures that one core manages in a second. */
  get framesPerCpuSecond(): number {
    return Math.round(this.frames / (this.cpuMicros / 1e6));
  }
}
