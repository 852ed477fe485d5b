import { hkdfSync } from "node:crypto";
import path from "node:path";
import { z } from "zod";

const url = (example: string) => z.url({ error: `must be a URL such as ${example}` });

const iceServers = z
  .string()
  .transform((raw, context) => {
    try {
      return JSON.parse(raw) as unknown;
    } catch {
      context.addIssue({
        code: "custom",
        message: 'must be JSON such as [{"urls":"stun:host:3478"}]',
      });
      return z.NEVER;
    }
  })
  .pipe(
    z.array(
      z.object({
        urls: z.union([z.string(), z.array(z.string())]),
        username: z.string().optional(),
        credential: z.string().optional(),
      }),
    ),
  );

const urlList = (scheme: RegExp, example: string) =>
  z
    .string()
    .transform((raw) =>
      raw
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(scheme, `must be a list of URLs such as ${example}`)));

/** Settings that need no server: a command may run with these alone. */
const local = z.object({
  PARLEY_DATA: z.string().default(".parley"),
  GROQ_API_KEY: z.string().optional(),
  GROQ_BASE_URL: z.string().optional(),
  SPEECH_ENGINE: z.enum(["moonshine", "groq", "transformers"]).default("moonshine"),
  SPEECH_MODEL: z.string().optional(),
  MODELS_DIR: z.string().optional(),
  EMOTION_TEXT_MODEL: z.string().optional(),
  /** What search by meaning compares with; a change makes all indexes again, in the background. */
  EMBEDDING_MODEL: z
    .enum(["use-lite-en", "all-minilm-l6-v2", "nomic-embed-text-v1.5"])
    .default("use-lite-en"),
  INFERENCE_THREADS: z.coerce.number().int().min(1).max(64).default(1),
  /** Threads of a worker that read live emotion, beside those that recognise speech. */
  EMOTION_THREADS: z.coerce.number().int().min(1).max(64).default(1),
  /** `off` switches emotion of faces and voices off for good: no admin can switch it on. */
  EMOTION: z.enum(["allowed", "off"]).default("allowed"),
  /** `off` leaves the voice out: its weights carry a non-commercial licence. */
  EMOTION_VOICE: z.enum(["on", "off"]).default("on"),
  /** Where the built programs lie; tests build into a folder of their own. */
  PARLEY_DIST_DIR: z.string().default("dist"),
});

const schema = local.extend({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  PARLEY_URL: url("https://meet.example.org").default("http://localhost:3000"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default("0.0.0.0"),
  /** Set when a reverse proxy in front appends the caller to X-Forwarded-For; else that header is ignored. */
  /** Lets a monitor read /api/stats and /api/metrics with `Authorization: Bearer …`. */
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  TRUST_PROXY: z.stringbool().default(false),
  DATABASE_URL: z
    .string({
      error: "is missing; `npm start` sets it, or give postgres://user:password@host:5432/parley",
    })
    .regex(/^postgres(ql)?:\/\//, "must start with postgres://"),
  REDIS_URL: z
    .string({ error: "is missing; `npm start` sets it, or give redis://host:6379" })
    .regex(/^rediss?:\/\//, "must start with redis://"),
  PARLEY_SECRET: z
    .string({ error: "is missing; `npm start` makes one, or run `openssl rand -hex 32`" })
    .min(32, "must have at least 32 characters; run `openssl rand -hex 32`"),
  PUSHER_APP_ID: z.string().optional(),
  PUSHER_KEY: z.string().optional(),
  PUSHER_SECRET: z.string().optional(),
  PUSHER_CLUSTER: z.string().optional(),
  PUSHER_HOST: z.string().optional(),
  PUSHER_PORT: z.coerce.number().int().optional(),
  /** Fixed servers for everybody; what TURN_URLS and STUN_URLS name is added to them. */
  ICE_SERVERS: iceServers.default([]),
  /** Comma-separated, such as stun:stun.example.org:3478 */
  STUN_URLS: urlList(/^stuns?:/, "stun:turn.example.org:3478").default([]),
  /** Comma-separated, such as turn:turn.example.org:3478?transport=udp */
  TURN_URLS: urlList(/^turns?:/, "turn:turn.example.org:3478?transport=udp").default([]),
  /** Shared with the TURN server (coturn: static-auth-secret); credentials are derived from it. */
  TURN_SECRET: z.string().min(16, "must have at least 16 characters").optional(),
  /** A full mesh of browsers is comfortable up to about this many people (facts: 4 fine, 6 saturate two cores). */
  MESH_CAPACITY: z.coerce.number().int().min(2).max(16).default(8),
  /** Past this many people the room says that it becomes crowded. */
  MESH_COMFORTABLE: z.coerce.number().int().min(2).max(16).default(6),
  /** Faults on purpose, for tests; on by default only outside production. */
  PARLEY_SIMULATE: z.stringbool().optional(),
});
const checked = schema.refine(
  (settings) => settings.TURN_URLS.length === 0 || settings.TURN_SECRET,
  {
    path: ["TURN_SECRET"],
    error: "is missing: TURN_URLS needs the secret that the TURN server has (static-auth-secret)",
  },
);
export type Env = z.infer<typeof schema>;
export type LocalEnv = z.infer<typeof local>;

/** Thrown when settings are wrong: one line per setting, each a thing to do. */
export class EnvError extends Error {
  constructor(readonly problems: string[]) {
    super(`Please correct these settings:\n${problems.map((p) => `  ${p}`).join("\n")}`);
    this.name = "EnvError";
  }
}

function parseWith<S extends z.ZodType>(
  wanted: S,
  source: Record<string, string | undefined>,
): z.infer<S> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = wanted.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new EnvError(
    parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`),
  );
}

/** Parses settings. Empty values count as absent, so that `KEY=` in a file means "not set". */
export const parseEnv = (source: Record<string, string | undefined>): Env =>
  parseWith(checked, source);

let cached: Env | undefined;
let cachedLocal: LocalEnv | undefined;

/** The process's settings, parsed at the first call. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** Whether faults may be played on purpose: never on a production instance unless it asks for it. */
export const canSimulate = (): boolean => env().PARLEY_SIMULATE ?? env().NODE_ENV !== "production";

/** The settings that need no server, parsed at the first call. */
export function localEnv(): LocalEnv {
  cachedLocal ??= parseWith(local, process.env);
  return cachedLocal;
}

/** 32 bytes for one purpose, as hex, derived from the master secret (HKDF-SHA256, RFC 5869). */
export function secretFor(purpose: string): string {
  return Buffer.from(hkdfSync("sha256", env().PARLEY_SECRET, "parley", purpose, 32)).toString(
    "hex",
  );
}

/** A path inside the data folder. */
export const dataPath = (...parts: string[]): string =>
  path.resolve(localEnv().PARLEY_DATA, ...parts);
