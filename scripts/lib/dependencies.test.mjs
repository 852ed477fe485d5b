import { describe, expect, test } from "vitest";
import { firstDifference } from "./dependencies.mjs";

const lockfile = (packages) => ({ packages: { "": { name: "parley" }, ...packages } });

describe("installed dependencies", () => {
  const wanted = lockfile({
    "node_modules/zod": { version: "4.6.7" },
    "node_modules/a/node_modules/b": { version: "1.0.0" },
    "node_modules/@img/darwin": { version: "1.0.0", optional: true },
  });

  test("are complete when each package is there in its version, other platforms' aside", () => {
    const installed = lockfile({
      "node_modules/zod": { version: "4.6.7" },
      "node_modules/a/node_modules/b": { version: "1.0.0" },
    });
    expect(firstDifference({ wanted, installed })).toBeUndefined();
  });

  test("differ when a version changed", () => {
    const installed = lockfile({
      "node_modules/zod": { version: "4.6.6" },
      "node_modules/a/node_modules/b": { version: "1.0.0" },
    });
    expect(firstDifference({ wanted, installed })).toBe("zod");
  });

  test("differ when a package is missing, also a nested one", () => {
    const installed = lockfile({ "node_modules/zod": { version: "4.6.7" } });
    expect(firstDifference({ wanted, installed })).toBe("b");
  });

  test("differ when nothing was installed", () => {
    expect(firstDifference({ wanted, installed: undefined })).toBe("everything");
  });
});
