import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MODELS, type ModelDefinition } from "@/lib/models/catalogue";
import { listModels, resolveModel } from "@/lib/models/registry";

const WEIGHTS = Buffer.from("weights of a very small model");
const TINY: ModelDefinition = {
  id: "tiny",
  title: "Tiny",
  purpose: "tests",
  licence: "MIT",
  required: false,
  files: [
    {
      name: "onnx/model.onnx",
      sha256: createHash("sha256").update(WEIGHTS).digest("hex"),
      bytes: WEIGHTS.length,
    },
  ],
  sources: [{ kind: "hub", repository: "somebody/tiny", revision: "main" }],
};

let folder: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-models-"));
});

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

const locations = (extra: { allowDownload?: boolean; hubUrl?: string } = {}) => ({
  dataDir: path.join(folder, "data"),
  modelsDir: path.join(folder, "models"),
  ...extra,
});

async function place(bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, "models/tiny/onnx/model.onnx");
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
  return file;
}

async function hub(answer: (url: string) => Buffer | null): Promise<string> {
  server = createServer((request, response) => {
    const body = answer(request.url ?? "");
    response.statusCode = body ? 200 : 404;
    response.end(body ?? "no");
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const resolveTiny = (where = locations()) =>
  resolveModel({ id: "tiny", locations: where, definitions: [TINY] });

describe("the models of an instance", () => {
  it("are all there and whole after an install, and say where they come from", async () => {
    const required = MODELS.filter((model) => model.required);
    for (const { id } of required) {
      const model = await resolveModel({ id, locations: { dataDir: folder } });
      expect(model.source).toMatch(/^npm package \S+ \d|^Parley itself$/);
    }
    const reports = await listModels({ locations: { dataDir: folder } });
    const state = reports.filter(({ required: needed }) => needed).map(({ hashOk }) => hashOk);
    expect(state).toEqual(required.map(() => true));
  });

  it("come from a folder a person filled", async () => {
    const file = await place(WEIGHTS);
    const model = await resolveTiny();
    expect(model.file("onnx/model.onnx")).toBe(file);
    expect(model.source).toContain("folder");
  });

  it("are refused by name when a file is damaged", async () => {
    await place(Buffer.from("weights of another, small model"));
    await expect(resolveTiny()).rejects.toMatchObject({
      name: "ModelCorruptError",
      message: expect.stringMatching(/"Tiny" is damaged: onnx\/model\.onnx from folder/),
    });
    const [report] = await listModels({ locations: locations(), definitions: [TINY] });
    expect(report).toMatchObject({ present: true, hashOk: false });
  });

  it("are refused when a file was changed after it was checked", async () => {
    const file = await place(WEIGHTS);
    await resolveTiny();
    await writeFile(file, Buffer.from(WEIGHTS).reverse());
    await utimes(file, new Date(), new Date(Date.now() + 5000));
    await expect(resolveTiny()).rejects.toMatchObject({ name: "ModelCorruptError" });
  });

  it("say what to do when they are missing", async () => {
    await expect(resolveTiny()).rejects.toMatchObject({
      name: "ModelMissingError",
      code: "unavailable",
      message: expect.stringContaining("MODELS_DIR/tiny"),
    });
  });

  it("are downloaded when that is allowed, once", async () => {
    const asked: string[] = [];
    const hubUrl = await hub((url) => {
      asked.push(url);
      return WEIGHTS;
    });
    const where = locations({ allowDownload: true, hubUrl });
    const model = await resolveTiny(where);
    expect(await readFile(model.file("onnx/model.onnx"))).toEqual(WEIGHTS);
    await resolveTiny(where);
    expect(asked).toEqual(["/somebody/tiny/resolve/main/onnx/model.onnx"]);
  });

  it("are not kept when a hub gives other bytes", async () => {
    const hubUrl = await hub(() => Buffer.from("something else"));
    const where = locations({ allowDownload: true, hubUrl });
    await expect(resolveTiny(where)).rejects.toMatchObject({ name: "ModelCorruptError" });
    await expect(resolveTiny()).rejects.toMatchObject({ name: "ModelMissingError" });
  });

  it("say so when a hub does not have them or cannot be reached", async () => {
    const hubUrl = await hub(() => null);
    await expect(resolveTiny(locations({ allowDownload: true, hubUrl }))).rejects.toThrow(
      "the hub answered 404",
    );
    const nowhere = locations({ allowDownload: true, hubUrl: "http://127.0.0.1:1" });
    await expect(resolveTiny(nowhere)).rejects.toThrow("the hub was not reached");
  });
});
