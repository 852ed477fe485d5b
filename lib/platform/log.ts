import pino from "pino";

/** Keys that never reach a log line, wherever they sit. Speech and secrets stay out by not being passed. */
const SECRET_KEYS = ["password", "secret", "token", "cookie", "authorization", "apiKey", "text"];

let root: pino.Logger | undefined;

/** A structured logger (JSON on stdout; the CLI sends it to stderr through LOG_TO_STDERR). */
export function log(component: string): pino.Logger {
  root ??= pino(
    {
      level: process.env.LOG_LEVEL ?? "info",
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]),
        censor: "[redacted]",
      },
    },
    pino.destination({ dest: process.env.LOG_TO_STDERR ? 2 : 1, sync: true }),
  );
  return root.child({ component });
}
