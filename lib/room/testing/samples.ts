import { z } from "zod";
import { type ClientEventName, clientEvents } from "@/lib/room/schema";

/** Every event that browsers may send. */
export const EVENT_NAMES = Object.keys(clientEvents) as ClientEventName[];

/** The part of JSON Schema that the contract of the events needs. */
interface Shape {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Shape[];
  oneOf?: Shape[];
  properties?: Record<string, Shape>;
  format?: string;
  minLength?: number;
  minimum?: number;
}

const shapeOf = (name: ClientEventName): Shape =>
  z.toJSONSchema(clientEvents[name].in, { io: "input" }) as Shape;

const variantsOf = (shape: Shape): Shape[] => shape.anyOf ?? shape.oneOf ?? [shape];

/** What an event may be sent with by its contract; every id in it is this one. */
export const sampleOf = (name: ClientEventName, id: string): unknown => sample(shapeOf(name), id);

function sample(shape: Shape, id: string): unknown {
  const [first = shape] = variantsOf(shape);
  if (first !== shape) return sample(first, id);
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (shape.format === "uuid") return id;
  if (shape.type === "string") return "x".repeat(shape.minLength ?? 0);
  if (shape.type === "boolean") return false;
  if (shape.type === "object")
    return Object.fromEntries(
      Object.entries(shape.properties ?? {}).map(([key, part]) => [key, sample(part, id)]),
    );
  return shape.minimum ?? 0;
}

const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));

/** What fits hardly any place, by what it is. */
const WRONG: readonly [what: string, wrong: unknown][] = [
  ["nothing", null],
  ["no number", Number.NaN],
  ["a fraction below zero", -1.5],
  ["a number past all counting", 1e308],
  ["a number that a column cannot hold", Number.MAX_SAFE_INTEGER],
  ["a truth", true],
  ["no text", ""],
  ["text", "rubbish \u0000 \ud800"],
  ["100 KB of text", "x".repeat(100_000)],
  ["no list", []],
  ["a list a thousand lists deep", nested(1_000)],
  ["an object of nothing", {}],
  ["a question to a database", { $ne: null }],
  ["bytes", Buffer.from("rubbish")],
];

/** A shape's sample with one thing wrong in it, for each of its places and each wrong thing. */
function* spoilt(shape: Shape, id: string): Generator<[what: string, data: unknown]> {
  yield* WRONG;
  for (const variant of variantsOf(shape)) {
    const whole = sample(variant, id);
    for (const [key, part] of Object.entries(variant.properties ?? {})) {
      const { [key]: _gone, ...rest } = whole as Record<string, unknown>;
      yield [`without ${key}`, rest];
      for (const [what, wrong] of spoilt(part, id))
        yield [`${key}: ${what}`, { ...rest, [key]: wrong }];
    }
  }
}

/** What arrives of what is sent as JSON. */
const arriving = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

/** Payloads that break an event's contract, each in one way, among them all that go for prototypes. */
export function rubbishFor(name: ClientEventName, id: string): [what: string, data: unknown][] {
  const text = JSON.stringify(sampleOf(name, id));
  const all: [string, unknown][] = [
    ...spoilt(shapeOf(name), id),
    ["all of it in its prototype", JSON.parse(`{"__proto__":${text}}`)],
    ["all of it in its constructor", JSON.parse(`{"constructor":{"prototype":${text}}}`)],
    ["a list of it", [JSON.parse(text)]],
    ["it as text", text],
  ];
  return all.filter(([, data]) => !clientEvents[name].in.safeParse(arriving(data)).success);
}

/** Payloads within an event's contract, yet at its edges. */
export const edgesOf = (name: ClientEventName, id: string): [what: string, data: unknown][] =>
  [...spoilt(shapeOf(name), id)].filter(
    ([what, data]) => what.includes(":") && clientEvents[name].in.safeParse(arriving(data)).success,
  );
