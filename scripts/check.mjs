import "./lib/node-version.mjs";

Promise.all([import("./lib/errors.mjs"), import("./lib/check-command.mjs")]).then(
  ([{ main }, { checkCommand }]) => main(checkCommand),
);
