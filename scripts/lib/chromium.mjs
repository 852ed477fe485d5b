import { accessSync, constants } from "node:fs";
import path from "node:path";
import { PlainError } from "./errors.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

function onPath(env) {
  const folders = (env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * A Chromium for the browser tests: PARLEY_CHROMIUM, the machine's own, or the one inside npm.
 * @param {{ env: NodeJS.ProcessEnv, table: ReturnType<typeof import("./processes.mjs").createProcessTable> }} options
 * @returns {Promise<string>} the path of the program
 */
export async function findChromium({ env, table }) {
  const own = env.PARLEY_CHROMIUM ?? onPath(env);
  if (own) return own;
  const { default: packed } = await import("@sparticuz/chromium");
  const program = await packed.executablePath();
  const { code, output } = await table.run({
    name: "chromium",
    command: program,
    args: ["--version", "--no-sandbox"],
  });
  if (code === 0) return program;
  throw new PlainError(
    "There is no Chromium for the browser tests: install one (on Debian the package chromium), or name it in PARLEY_CHROMIUM.",
    { details: output },
  );
}
