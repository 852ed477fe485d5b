import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { canReach, serviceUser } from "./service-user.mjs";

const NOBODY = "nobody:x:65534:65534:nobody:/:/usr/sbin/nologin";
const POSTGRES = "postgres:x:101:104::/var/lib/postgresql:/bin/bash";

describe("the user who runs the embedded services", () => {
  test("is the current one, unless that is root", () => {
    expect(serviceUser({ uid: 1000 })).toEqual({});
    expect(serviceUser({ uid: 0, passwd: NOBODY })).toEqual({ uid: 65534, gid: 65534 });
    expect(serviceUser({ uid: 0, passwd: `${NOBODY}\n${POSTGRES}` })).toEqual({
      uid: 101,
      gid: 104,
    });
  });

  test("cannot be found on a machine with root alone, and a sentence says so", () => {
    expect(() => serviceUser({ uid: 0, passwd: "root:x:0:0::/root:/bin/sh" })).toThrow(
      "start Parley as another user",
    );
  });

  test("cannot reach what lies in a folder closed to others", () => {
    const parent = mkdtempSync(path.join(os.tmpdir(), "parley-reach-"));
    const folder = path.join(parent, "data");
    mkdirSync(folder);
    const stranger = { uid: 54_321, gid: 54_321 };
    chmodSync(parent, 0o700);
    expect(canReach(folder, stranger)).toBe(false);
    expect(canReach(folder, {})).toBe(true);
    chmodSync(parent, 0o711);
    chmodSync(folder, 0o711);
    expect(canReach(folder, stranger)).toBe(true);
    expect(canReach(path.join(folder, "not", "yet"), stranger)).toBe(true);
    rmSync(parent, { recursive: true });
  });
});
