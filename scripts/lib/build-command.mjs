import { ensureBuild } from "./build.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { withTools } from "./tools.mjs";

/** `npm run build`: builds whether or not the sources changed. @returns {Promise<number>} exit code */
export function buildCommand() {
  return withTools(async ({ settings, table, progress }) => {
    const { dataFolder, env } = settings;
    await ensureDependencies({ table, progress, dataFolder });
    await ensureBuild({ table, progress, dataFolder, env, force: true });
    return 0;
  });
}
