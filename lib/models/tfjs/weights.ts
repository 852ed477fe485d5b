import { readFile } from "node:fs/promises";
import { z } from "zod";

const weightEntry = z.object({
  name: z.string(),
  shape: z.array(z.number().int()),
  dtype: z.enum(["float32", "int32"]),
  quantization: z
    .object({
      dtype: z.literal("uint8", { error: "only 8-bit quantisation is supported" }),
      scale: z.number(),
      min: z.number(),
    })
    .optional(),
});
type WeightEntry = z.infer<typeof weightEntry>;

const groups = z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightEntry) }));
/** A graph model keeps its groups under a key, a bare weights manifest is the list itself. */
const manifest = z.union([
  groups,
  z.object({ weightsManifest: groups }).transform((model) => model.weightsManifest),
]);

export interface Weight {
  shape: readonly number[];
  values: Float32Array;
}

/** A lookup by the weight's name, which throws when there is none. */
export type FindWeight = (name: string) => Weight;

/**
 * Reads the float weights of a TensorFlow.js model; those of 8 bits are expanded.
 *
 * @param file absolute path of one of the model's files, by name
 * @param manifestFile name of the file that tells of the others
 * @throws when the manifest and the files do not fit together
 */
export async function readTfjsWeights(
  file: (name: string) => string,
  manifestFile = "model.json",
): Promise<FindWeight> {
  const weights = new Map<string, Weight>();
  for (const group of manifest.parse(JSON.parse(await readFile(file(manifestFile), "utf8")))) {
    const parts = await Promise.all(group.paths.map((path) => readFile(file(path))));
    const bytes = Buffer.concat(parts);
    let offset = 0;
    for (const entry of group.weights) {
      const length = elementsOf(entry) * (entry.quantization ? 1 : 4);
      const data = bytes.subarray(offset, offset + length);
      offset += length;
      if (entry.dtype !== "float32") continue;
      weights.set(entry.name, { shape: entry.shape, values: valuesOf(entry, data) });
    }
    if (offset !== bytes.length)
      throw new Error(`${manifestFile} tells of ${offset} bytes, not ${bytes.length}`);
  }
  return (name) => {
    const weight = weights.get(name);
    if (!weight) throw new Error(`The model has no weight called ${name}.`);
    return weight;
  };
}

const elementsOf = ({ shape }: WeightEntry) => shape.reduce((product, size) => product * size, 1);

function valuesOf({ quantization }: WeightEntry, data: Uint8Array): Float32Array {
  if (quantization) {
    const { scale, min } = quantization;
    return Float32Array.from(data, (level) => level * scale + min);
  }
  const start = data.byteOffset;
  return new Float32Array(data.buffer.slice(start, start + data.byteLength));
}
