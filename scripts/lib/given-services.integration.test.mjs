import { describe, expect, test } from "vitest";
import { requireDatabase, requireRedis } from "./given-services.mjs";

const changed = (address, change) => {
  const url = new URL(address);
  change(url);
  return url.href;
};

describe("a given DATABASE_URL", () => {
  const address = process.env.DATABASE_URL;

  test("is accepted when Postgres and pgvector are there", async () => {
    await expect(requireDatabase(address)).resolves.toBeUndefined();
  });

  test("with a wrong password is refused in a sentence without the password", async () => {
    const wrong = changed(address, (url) => {
      url.password = "not-the-password";
    });
    const refusal = await requireDatabase(wrong).catch((error) => error);
    expect(refusal.message).toMatch(/does not let ".+" in: correct the user or password/);
    expect(refusal.message).not.toContain("not-the-password");
  });

  test("with a database that does not exist is refused", async () => {
    const wrong = changed(address, (url) => {
      url.pathname = "/no_such_database";
    });
    await expect(requireDatabase(wrong)).rejects.toThrow('has no database "no_such_database"');
  });
});

describe("a given REDIS_URL", () => {
  const address = process.env.REDIS_URL;

  test("is accepted when Redis is there", async () => {
    await expect(requireRedis(address)).resolves.toBeUndefined();
  });

  test("with a wrong password is refused in a sentence", async () => {
    const wrong = changed(address, (url) => {
      url.password = "not-the-password";
    });
    await expect(requireRedis(wrong)).rejects.toThrow("does not accept the password in REDIS_URL");
  });
});
