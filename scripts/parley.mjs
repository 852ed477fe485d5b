import "./lib/node-version.mjs";

Promise.all([import("./lib/errors.mjs"), import("./lib/parley-command.mjs")]).then(
  ([{ main }, { parleyCommand }]) => main(() => parleyCommand(process.argv.slice(2))),
);
