import "./lib/node-version.mjs";

Promise.all([import("./lib/errors.mjs"), import("./lib/test-command.mjs")]).then(
  ([{ main }, { testCommand }]) => main(() => testCommand(process.argv.slice(2))),
);
