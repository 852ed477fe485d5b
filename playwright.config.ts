import { defineConfig } from "@playwright/test";

const baseURL = process.env.PARLEY_URL ?? "http://localhost:3000";

/** Tests start their own browsers where each person needs a microphone of their own (tests/e2e/people.ts). */
export default defineConfig({
  testDir: "tests/e2e",
  // Browsers that meet use both cores; two meetings at once would starve each other.
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    baseURL,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(process.env.PARLEY_CHROMIUM && { executablePath: process.env.PARLEY_CHROMIUM }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
