// Node is checked before anything else is even parsed.
import "./lib/node-version.mjs";

Promise.all([import("./lib/errors.mjs"), import("./lib/launch.mjs")]).then(
  ([{ main }, { launch }]) => main(() => launch(process.argv.slice(2))),
);
