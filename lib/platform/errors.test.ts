import { describe, expect, it } from "vitest";
import { Prisma } from "@/lib/platform/db";
import { notFound, toAppError } from "@/lib/platform/errors";

const databaseError = (code: string) =>
  new Prisma.PrismaClientKnownRequestError("Secret details.", { code, clientVersion: "7" });

describe("what people are told of an error", () => {
  it("is its own sentence when it was meant for them", () => {
    expect(toAppError(notFound("No such page.")).toBody()).toEqual({
      code: "not-found",
      message: "No such page.",
    });
  });

  it("is to try again when the database has too much to do", () => {
    for (const code of ["P2024", "P2028"])
      expect(toAppError(databaseError(code)).toBody()).toEqual({
        code: "unavailable",
        message: "We are very busy. Please try again in a moment.",
        retryAfterSeconds: 1,
      });
  });

  it("is nothing of its details otherwise", () => {
    for (const error of [databaseError("P2002"), new Error("Secret details."), "Secret", null])
      expect(JSON.stringify(toAppError(error).toBody())).not.toContain("Secret");
  });
});
