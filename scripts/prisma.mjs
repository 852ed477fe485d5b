import "./lib/node-version.mjs";

Promise.all([import("./lib/errors.mjs"), import("./lib/prisma-command.mjs")]).then(
  ([{ main }, { prismaCommand }]) => main(() => prismaCommand(process.argv.slice(2))),
);
