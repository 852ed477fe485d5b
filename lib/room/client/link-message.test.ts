import { expect, it } from "vitest";
import { readLinkMessage } from "./link-message";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it("takes a browser's word on whether it shows a picture", () => {
  expect(readLinkMessage(bytes('{"what":"watching","on":false}'))).toEqual({
    what: "watching",
    on: false,
  });
});

it("takes a browser's word on how late its line is on purpose", () => {
  expect(readLinkMessage(bytes('{"what":"delay","ms":400}'))).toEqual({ what: "delay", ms: 400 });
});

it("ignores whatever else comes over a link", () => {
  for (const text of [
    "",
    "{",
    "null",
    '{"what":"else"}',
    '{"what":"watching"}',
    '{"what":"watching","on":1}',
    '{"what":"delay","ms":-1}',
    '{"what":"delay","ms":9999}',
    `{"what":"watching","on":true,"more":"${"x".repeat(2_000)}"}`,
  ]) {
    expect(readLinkMessage(bytes(text))).toBeNull();
  }
});
