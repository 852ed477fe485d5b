import { readFile } from "node:fs/promises";
import { z } from "zod";

const manifest = z.object({
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string()),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.number().int()),
          dtype: z.enum(["float32", "int32"]),
          quantization: z.undefined({ error: "quantised weights are not supported" }).optional(),
        }),
      ),
    }),
  ),
});

export interface Weight {
  shape: readonly number[];
  values: Float32Array;
}

/**
 * Reads the float weights of a TensorFlow.js graph model.
 *
 * @param file absolute path of one of the model's files, by name
 * @returns a lookup by the weight's name in the graph, which throws when there is none
 * @throws when the manifest and the files do not fit together
 */
export async function readTfjsWeights(file: (name: string) => string) {
  const { weightsManifest } = manifest.parse(
    JSON.parse(await readFile(file("model.json"), "utf8")),
  );
  const weights = new Map<string, Weight>();
  for (const group of weightsManifest) {
    const parts = await Promise.all(group.paths.map((path) => readFile(file(path))));
    const bytes = Buffer.concat(parts);
    let offset = 0;
    for (const { name, shape, dtype } of group.weights) {
      const count = shape.reduce((product, size) => product * size, 1);
      if (dtype === "float32") {
        const start = bytes.byteOffset + offset;
        const values = new Float32Array(bytes.buffer.slice(start, start + count * 4));
        weights.set(name, { shape, values });
      }
      offset += count * 4;
    }
    if (offset !== bytes.length)
      throw new Error(`model.json tells of ${offset} bytes, not ${bytes.length}`);
  }
  return (name: string): Weight => {
    const weight = weights.get(name);
    if (!weight) throw new Error(`The graph has no weight called ${name}.`);
    return weight;
  };
}
