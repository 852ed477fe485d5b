/** The arrows of docs/architecture.md: app, workers, cli, server → domains → models, platform. */
module.exports = {
  forbidden: [
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "platform-knows-no-product",
      comment: "Platform code has no product words and imports no domain.",
      severity: "error",
      from: { path: "^lib/platform/" },
      to: { path: "^(lib/(?!platform/)|app/|workers/|cli/)" },
    },
    {
      name: "models-know-no-domain",
      severity: "error",
      from: { path: "^lib/models/" },
      to: { path: "^(lib/(?!models/|platform/)|app/|workers/|cli/)" },
    },
    {
      name: "domains-know-no-door",
      comment: "A domain does not know which page, job or command calls it.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|workers|cli)/|^server\\.ts$" },
    },
    {
      name: "repo-of-another-domain",
      comment: "A domain calls another domain's service, never its repo.",
      severity: "error",
      from: { path: "^lib/([^/]+)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/[^/]+/repo\\.ts$", pathNot: "^lib/$1/" },
    },
    {
      name: "doors-call-services",
      comment: "Routes, jobs and commands never reach into a repo or the database.",
      severity: "error",
      from: { path: "^(app|workers|cli)/|^server\\.ts$", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^lib/[^/]+/repo\\.ts$|^lib/platform/prisma/" },
    },
    {
      name: "prisma-in-repos-only",
      severity: "error",
      from: {
        path: "^(lib|app|workers|cli)/",
        pathNot:
          "(/repo\\.ts|\\.test\\.ts|-sql\\.ts|^lib/platform/.*|/repo/[^/]+\\.ts|^cli/main\\.ts|^workers/index\\.ts|/testing/[^/]+\\.ts)$",
      },
      to: { path: "^lib/platform/(db|prisma/.*)\\.ts$" },
    },
    {
      name: "browser-imports-no-server",
      comment: "What runs in a browser imports neither node nor server code.",
      severity: "error",
      from: {
        path: "(^lib/client/|/client/|^app/.*/_(components|hooks)/|^app/_components/)",
        pathNot: "\\.(test|integration\\.test)\\.tsx?$|/testing/",
      },
      to: {
        path: "^lib/(?!client/)[^/]+/(?!client/|schema\\.ts|labels\\.ts|shortcuts\\.ts)|^lib/platform/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot:
          "(\\.d\\.ts|\\.cjs|\\.mjs|config\\.ts|\\.css)$|^(app|tests|scripts|public)/|^lib/speech/wer\\.ts$",
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist|\\.parley|node_modules|lib/platform/prisma/)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
