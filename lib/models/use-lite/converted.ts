import { convertedModel } from "@/lib/models/converted";
import { readTfjsWeights } from "@/lib/models/tfjs/weights";
import { CONVERTER_VERSION, convertUseLite } from "@/lib/models/use-lite/convert";

/**
 * Universal Sentence Encoder Lite as an ONNX file.
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
  return convertedModel({
    id: "use-lite-en",
    version: CONVERTER_VERSION,
    cacheDirectory,
    convert: async () => convertUseLite(await readTfjsWeights(file)),
  });
}
