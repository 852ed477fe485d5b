import path from "node:path";
import { configDefaults, defineConfig } from "vitest/config";

const root = import.meta.dirname;

export default defineConfig({
  resolve: { alias: { "@": path.resolve(root) } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{lib,app,workers,cli,scripts,tests}/**/*.test.{ts,tsx,mjs}"],
          exclude: [
            ...configDefaults.exclude,
            "**/*.integration.test.*",
            "tests/e2e/**",
            "tests/browser/**",
          ],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One browser at a time: media in real time needs the processor to itself.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["{lib,app,workers,cli,scripts,tests}/**/*.integration.test.{ts,tsx,mjs}"],
          exclude: [...configDefaults.exclude, "tests/e2e/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One database for all: files run one after another.
          fileParallelism: false,
        },
      },
    ],
  },
});
