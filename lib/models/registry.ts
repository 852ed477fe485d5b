import { existsSync } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { MODELS, type ModelDefinition, type ModelSource } from "@/lib/models/catalogue";
import { downloadModel } from "@/lib/models/download";
import { ModelCorruptError, ModelMissingError, ModelUnknownError } from "@/lib/models/errors";
import { type FileState, verifyFiles } from "@/lib/models/verify";

/** Where models are looked for on this machine. */
export interface ModelLocations {
  /** The data folder; downloads and the memory of checked hashes live in `<dataDir>/models`. */
  dataDir: string;
  /** A folder the person filled: `<modelsDir>/<model id>/<file>`. */
  modelsDir?: string | undefined;
  /** Whether a missing model may be fetched from its hub. Off unless asked for. */
  allowDownload?: boolean | undefined;
  /** Base address of the hub, https://huggingface.co by default. */
  hubUrl?: string | undefined;
  /** How long a hub may say nothing, 15 seconds by default. */
  hubTimeoutMs?: number | undefined;
}

export interface ResolvedModel {
  id: string;
  /** Absolute folder holding the files. */
  directory: string;
  /** Words for a log or `doctor`: "npm package @ricky0123/vad-web 0.0.31". */
  source: string;
  /** Absolute path of a file of the model. */
  file(name: string): string;
}

export interface ModelReport {
  id: string;
  title: string;
  purpose: string;
  licence: string;
  required: boolean;
  /** Null when the model is nowhere on this machine. */
  source: string | null;
  present: boolean;
  hashOk: boolean;
}

interface Candidate {
  directory: string;
  source: string;
}

/** @throws {ModelUnknownError} when no model has this id */
export function modelDefinition(
  id: string,
  definitions: readonly ModelDefinition[] = MODELS,
): ModelDefinition {
  const found = definitions.find((definition) => definition.id === id);
  if (!found) throw new ModelUnknownError(id);
  return found;
}

/**
 * Finds a model's files, checks their hashes once, and says where they came from. Order: the
 * person's folder, the definition's npm packages, earlier downloads, then the hub when allowed.
 *
 * @throws {ModelUnknownError} no such id
 * @throws {ModelMissingError} no source has all files
 * @throws {ModelCorruptError} files are there, but none of the sources has the declared bytes
 */
export async function resolveModel({
  id,
  locations,
  definitions = MODELS,
  signal,
}: {
  id: string;
  locations: ModelLocations;
  definitions?: readonly ModelDefinition[];
  signal?: AbortSignal;
}): Promise<ResolvedModel> {
  const definition = modelDefinition(id, definitions);
  const found = await inspect(definition, locations);
  if (found.verified) return resolved(definition, found.verified);

  const hub = definition.sources.find((source) => source.kind === "hub");
  if (hub && locations.allowDownload) {
    const directory = downloadDirectory(definition, locations);
    await downloadModel({
      ...{ definition, hub, directory, signal },
      hubUrl: locations.hubUrl,
      connectTimeoutMs: locations.hubTimeoutMs,
    });
    return resolved(definition, { directory, source: `hub ${hub.repository}` });
  }
  if (found.corrupt) {
    throw new ModelCorruptError({ title: definition.title, ...found.corrupt });
  }
  throw new ModelMissingError({ title: definition.title, advice: advice(definition) });
}

/** The state of every known model, for `parley doctor`. Never downloads. */
export async function listModels({
  locations,
  definitions = MODELS,
}: {
  locations: ModelLocations;
  definitions?: readonly ModelDefinition[];
}): Promise<ModelReport[]> {
  const reports: ModelReport[] = [];
  for (const definition of definitions) {
    const { verified, corrupt } = await inspect(definition, locations);
    const { id, title, purpose, licence, required } = definition;
    reports.push({
      id,
      title,
      purpose,
      licence,
      required,
      source: verified?.source ?? corrupt?.source ?? null,
      present: Boolean(verified ?? corrupt),
      hashOk: Boolean(verified),
    });
  }
  return reports;
}

async function inspect(definition: ModelDefinition, locations: ModelLocations) {
  let corrupt: { source: string; file: string } | null = null;
  for (const candidate of await candidates(definition, locations)) {
    const states = await verifyFiles({
      directory: candidate.directory,
      files: definition.files,
      memoFile: path.join(locations.dataDir, "models", "checked.json"),
    });
    if (Object.values(states).every((state) => state === "verified")) {
      return { verified: candidate, corrupt: null };
    }
    const damaged = definition.files.find((file) => states[file.name] === "corrupt");
    if (damaged && !corrupt) corrupt = { source: candidate.source, file: damaged.name };
    if (isPartial(states) && !damaged && !corrupt) {
      const missing = definition.files.find((file) => states[file.name] === "missing");
      if (missing) corrupt = { source: candidate.source, file: missing.name };
    }
  }
  return { verified: null, corrupt };
}

function isPartial(states: Record<string, FileState>): boolean {
  const values = Object.values(states);
  return values.includes("missing") && values.includes("verified");
}

async function candidates(
  definition: ModelDefinition,
  locations: ModelLocations,
): Promise<Candidate[]> {
  const list: Candidate[] = [];
  if (locations.modelsDir) {
    const directory = path.resolve(locations.modelsDir, definition.id);
    list.push({ directory, source: `folder ${directory}` });
  }
  for (const source of definition.sources) {
    const candidate = await candidateOf(source, definition, locations);
    if (candidate) list.push(candidate);
  }
  return list;
}

async function candidateOf(
  source: ModelSource,
  definition: ModelDefinition,
  locations: ModelLocations,
): Promise<Candidate | null> {
  if (source.kind === "hub") {
    const directory = downloadDirectory(definition, locations);
    return { directory, source: `hub ${source.repository}` };
  }
  if (source.kind === "project") {
    const directory = findInProject(source.path);
    return directory === null ? null : { directory, source: "Parley itself" };
  }
  const installed = await findPackage(source.package);
  if (!installed) return null;
  return {
    directory: path.join(installed.directory, source.path),
    source: `npm package ${source.package} ${installed.version}`,
  };
}

/** A folder of Parley, above this code wherever that was built to, or where Parley was started. */
function findInProject(folder: string): string | null {
  let root = path.dirname(fileURLToPath(import.meta.url));
  const roots = [process.cwd()];
  for (; root !== path.dirname(root); root = path.dirname(root)) roots.push(root);
  const found = roots.find((place) => existsSync(path.join(place, folder)));
  return found === undefined ? null : path.join(found, folder);
}

/** An installed package's folder; by hand, because packages may hide files behind `exports`. */
async function findPackage(name: string): Promise<{ directory: string; version: string } | null> {
  const here = createRequire(import.meta.url);
  const roots = [...(here.resolve.paths(name) ?? []), path.resolve("node_modules")];
  for (const root of roots) {
    const manifest = path.join(root, name, "package.json");
    const readable = await access(manifest).then(
      () => true,
      () => false,
    );
    if (!readable) continue;
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version?: string };
    return { directory: path.dirname(manifest), version: version ?? "of unknown version" };
  }
  return null;
}

function downloadDirectory(definition: ModelDefinition, locations: ModelLocations): string {
  return path.resolve(locations.dataDir, "models", definition.id);
}

function resolved(definition: ModelDefinition, candidate: Candidate): ResolvedModel {
  return {
    id: definition.id,
    directory: candidate.directory,
    source: candidate.source,
    file: (name) => path.join(candidate.directory, name),
  };
}

function advice(definition: ModelDefinition): string {
  const packages = definition.sources.flatMap((source) =>
    source.kind === "npm" ? [source.package] : [],
  );
  const install =
    packages.length > 0 ? `Install it with \`npm install ${packages[0]}\`, or put` : "Put";
  return `${install} its files into MODELS_DIR/${definition.id}.`;
}
