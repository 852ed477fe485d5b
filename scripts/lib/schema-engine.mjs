#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which Prisma would download: the same engine as
// WebAssembly from npm, behind the protocol its command line speaks (JSON-RPC 2.0, a line a message,
// on stdin and stdout; log lines on stderr; three `cli` subcommands).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import readline from "node:readline";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

// The catalogue's one-byte "char"; the adapter does not know it, and the engine reads it as a character.
const CHAR_OID = 18;
const TEXT_OID = 25;
// Error codes of the engine's protocol and of Prisma's command line.
const RPC_FAILURE = 4466;
const CONNECTION_ERRORS = { "3D000": "P1003", "28P01": "P1000", "42P04": "P1009" };
// Requests to the command line are numbered apart from those it sends.
const FIRST_OWN_ID = 1_000_000;

const databaseOf = (url) => decodeURIComponent(new URL(url).pathname.slice(1));

/** The adapter lets a connection string win over `database`, so it is given the parts. */
function connectionParts(url, database = databaseOf(url)) {
  const { hostname, port, username, password, searchParams } = new URL(url);
  return {
    host: searchParams.get("host") ?? decodeURIComponent(hostname),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password) || undefined,
    database,
    max: 4,
  };
}

async function withAdministrator(url, work) {
  const client = new pg.Client(connectionParts(url, "postgres"));
  await client.connect();
  try {
    return await work((sql, name) => client.query(sql.replace("%I", pg.escapeIdentifier(name))));
  } finally {
    await client.end();
  }
}

/** Hands "char" columns over as text and marks them as characters for the engine. */
function withCharColumns(queryable) {
  const performIO = queryable.performIO.bind(queryable);
  const queryRaw = queryable.queryRaw.bind(queryable);
  const startTransaction = queryable.startTransaction?.bind(queryable);
  let charColumns = [];
  queryable.performIO = async (query) => {
    const result = await performIO(query);
    const chars = (result?.fields ?? []).map((field, at) =>
      field.dataTypeID === CHAR_OID ? at : -1,
    );
    charColumns = chars.filter((at) => at >= 0);
    for (const at of charColumns) result.fields[at].dataTypeID = TEXT_OID;
    return result;
  };
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const at of charColumns) result.columnTypes[at] = ColumnTypeEnum.Character;
    return result;
  };
  if (startTransaction) {
    queryable.startTransaction = async (...args) =>
      withCharColumns(await startTransaction(...args));
  }
  return queryable;
}

async function connect(parts) {
  const connection = withCharColumns(await new PrismaPg(parts).connect());
  // The adapter cuts scripts at every semicolon, also inside comments and functions; Postgres knows better.
  connection.executeScript = async (script) => {
    await connection.underlyingDriver().query(script);
  };
  return connection;
}

/** A database of its own for replaying migrations, dropped when the engine is done with it. */
async function connectToShadow({ url, shadowUrl }) {
  if (shadowUrl) return connect(connectionParts(shadowUrl));
  const name = `prisma_shadow_${process.pid}_${Date.now()}`;
  await withAdministrator(url, (query) => query("CREATE DATABASE %I", name));
  const shadow = await connect(connectionParts(url, name));
  const dispose = shadow.dispose.bind(shadow);
  shadow.dispose = async () => {
    await dispose();
    await withAdministrator(url, (query) => query("DROP DATABASE IF EXISTS %I WITH (FORCE)", name));
  };
  return shadow;
}

function log(level, message, fields = {}) {
  const line = {
    timestamp: new Date(),
    level,
    target: "schema_engine",
    fields: { message, ...fields },
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** `can-connect-to-database`, `create-database`, `drop-database`. @returns {Promise<number>} exit code */
async function runSubcommand(name, url) {
  try {
    if (name === "create-database") {
      await withAdministrator(url, (query) => query("CREATE DATABASE %I", databaseOf(url)));
    } else if (name === "drop-database") {
      await withAdministrator(url, (query) => query("DROP DATABASE %I", databaseOf(url)));
    } else {
      const client = new pg.Client(connectionParts(url));
      await client.connect();
      await client.end();
    }
    log("INFO", "done");
    return 0;
  } catch (error) {
    const error_code = CONNECTION_ERRORS[error.code] ?? "P1001";
    log("ERROR", error.message, { is_panic: false, meta: {}, error_code });
    return 1;
  }
}

let panic;

function loadEngineClass() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message: (message) => {
      panic = message;
    },
    get: () => panic,
  };
  const { resolve } = createRequire(import.meta.url);
  const file = resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
  const compiled = new WebAssembly.Module(readFileSync(file));
  const instance = new WebAssembly.Instance(compiled, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue.SchemaEngine;
}

function createEngine({ datamodels, url, shadowUrl }) {
  const factory = {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(connectionParts(url)),
    connectToShadowDb: () => connectToShadow({ url, shadowUrl }),
  };
  return loadEngineClass().new(
    { datamodels: datamodels.length ? datamodels : undefined },
    (line) => log("INFO", String(line)),
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

function serve({ datamodels, datasource }) {
  const url = datasource?.url ?? process.env.DATABASE_URL;
  const shadowUrl = datasource?.shadowDatabaseUrl || undefined;
  const printed = new Map();
  let engine;
  let nextId = FIRST_OWN_ID;
  const send = (message) =>
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const print = (content) =>
    new Promise((resolve) => {
      printed.set(nextId, resolve);
      send({ id: nextId, method: "print", params: { content } });
      nextId += 1;
    });

  async function call(method, params) {
    if (method === "createDatabase") {
      const target = params?.datasource?.url ?? url;
      await withAdministrator(target, (query) => query("CREATE DATABASE %I", databaseOf(target)));
      return { databaseName: databaseOf(target) };
    }
    engine ??= createEngine({ datamodels, url, shadowUrl });
    const ready = await engine;
    const name = method === "getDatabaseVersion" ? "version" : method;
    if (typeof ready[name] !== "function") throw new Error(`The engine has no method ${method}.`);
    const result = await ready[name](params);
    if (method !== "diff") return result ?? null;
    // The native engine prints a difference through its caller and answers with the exit code.
    const { stdout, ...rest } = result;
    if (stdout) await print(stdout);
    return rest;
  }

  function failureOf(error) {
    const known = /^P\d+/.test(error.code ?? "");
    const data = known
      ? {
          is_panic: false,
          message: error.message,
          meta: error.meta ?? null,
          error_code: error.code,
        }
      : {
          is_panic: false,
          message: String(panic ?? error.cause?.message ?? error.message),
          backtrace: null,
        };
    return {
      code: RPC_FAILURE,
      message: "An error happened. Check the data field for details.",
      data,
    };
  }

  let turn = Promise.resolve();
  const lines = readline.createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    if (!line.trim()) return;
    const { id, method, params } = JSON.parse(line);
    if (!method) {
      printed.get(id)?.();
      printed.delete(id);
      return;
    }
    turn = turn.then(() =>
      call(method, params).then(
        (result) => send({ id, result }),
        (error) => send({ id, error: failureOf(error) }),
      ),
    );
  });
  lines.on("close", () => turn.then(() => process.exit(0)));
}

const words = process.argv.slice(2);
const valuesOf = (flag) => words.flatMap((word, at) => (word === flag ? [words[at + 1]] : []));
const datasource = JSON.parse(valuesOf("--datasource")[0] ?? "null");
if (words.includes("cli")) {
  process.exit(await runSubcommand(words.at(-1), datasource?.url ?? process.env.DATABASE_URL));
} else {
  const datamodels = valuesOf("--datamodels").map((file) => [file, readFileSync(file, "utf8")]);
  serve({ datamodels, datasource });
}
