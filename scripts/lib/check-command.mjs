import { ensureDependencies } from "./dependencies.mjs";
import { inProject, projectRoot } from "./paths.mjs";
import { ensurePrismaClient } from "./prisma-client.mjs";
import { withTools } from "./tools.mjs";

const bin = (name) => inProject("node_modules", ".bin", name);

const CHECKS = [
  { title: "Types", command: bin("tsc"), args: ["--noEmit", "-p", "."] },
  { title: "Lint and format", command: bin("biome"), args: ["check", "."] },
  {
    title: "Boundaries",
    command: bin("depcruise"),
    args: ["--config", ".dependency-cruiser.cjs", "app", "lib", "workers", "cli", "server.ts"],
  },
  { title: "Dead code", command: bin("knip"), args: [] },
];

/**
 * `npm run check`: every check runs, so that one run shows all there is to mend.
 * @returns {Promise<number>} exit code: 1 when any failed
 */
export function checkCommand() {
  return withTools(async ({ settings, table, progress }) => {
    await ensureDependencies({ table, progress, dataFolder: settings.dataFolder });
    await ensurePrismaClient({ table, progress });
    await generateRouteTypes({ table, progress });
    const failed = [];
    for (const { title, command, args } of CHECKS) {
      progress.line(`\n== ${title}`);
      const began = performance.now();
      const { code } = await table.start({
        name: title,
        command,
        args,
        cwd: projectRoot,
        stdio: ["ignore", "inherit", "inherit"],
      }).exited;
      const took = ((performance.now() - began) / 1000).toFixed(1);
      progress.line(`${code === 0 ? "✓" : "✗"} ${title} (${took} s)`);
      if (code !== 0) failed.push(title);
    }
    progress.line(failed.length ? `\nFailed: ${failed.join(", ")}` : "\nAll checks passed");
    return failed.length ? 1 : 0;
  });
}

/** Types of routes and of imported pictures and styles, which a fresh clone does not have. */
function generateRouteTypes({ table, progress }) {
  return progress.step("Generating route types", () =>
    table.run({
      name: "next",
      command: process.execPath,
      args: [inProject("node_modules", "next", "dist", "bin", "next"), "typegen"],
      cwd: projectRoot,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
      failure: "The types of the routes could not be generated.",
    }),
  );
}
