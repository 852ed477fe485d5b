import { cachedOnnx } from "@/lib/models/onnx/cached";
import { CONVERTER_VERSION, convertUseLite } from "@/lib/models/use-lite/convert";
import { readTfjsWeights } from "@/lib/models/use-lite/weights";

/**
 * The ONNX model, from the cache or converted now (about 0.2 s).
 *
 * @param file absolute path of one of the published model's (verified) files, by name
 */
export function convertedUseLite({
  file,
  cacheDirectory,
}: {
  file: (name: string) => string;
  cacheDirectory: string;
}): Promise<Uint8Array> {
  return cachedOnnx({
    name: `use-lite-en.v${CONVERTER_VERSION}`,
    directory: cacheDirectory,
    make: async () => convertUseLite(await readTfjsWeights(file)),
  });
}
