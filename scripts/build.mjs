import "./lib/node-version.mjs";

Promise.all([import("./lib/errors.mjs"), import("./lib/build-command.mjs")]).then(
  ([{ main }, { buildCommand }]) => main(buildCommand),
);
