import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { Access, Caller } from "@/lib/platform/access";
import { AppError, invalid, toAppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { metrics, observeDoor } from "@/lib/platform/metrics";
import { consume, type Limit } from "@/lib/platform/rate-limit";

/** JSON bodies are small; files have a door of their own with `raw`. */
const JSON_MAX_BYTES = 64 * 1024;

export type Infer<S extends z.ZodType | undefined> = S extends z.ZodType ? z.infer<S> : undefined;

export interface RouteInput<P, Params, Query, Body> {
  principal: P;
  params: Params;
  query: Query;
  body: Body;
  /** The raw body when `raw` was declared, else empty. */
  bytes: Uint8Array;
  headers: Headers;
  address: string;
}

/** What a handler may answer beside its JSON: a status and headers such as Set-Cookie. */
export class Answer<T> {
  constructor(
    readonly data: T,
    readonly options: { status?: number; headers?: Record<string, string> } = {},
  ) {}
}

export interface RouteDeclaration {
  kind: "route";
  name: string;
  access: string;
  limit: Limit;
}

export type NextHandler = ((
  request: Request,
  context: { params: Promise<Record<string, string | string[] | undefined>> },
) => Promise<Response>) & { door: RouteDeclaration };

/**
 * Declares an HTTP door: schema in (params, query, body or raw bytes), who may, how often, schema
 * out. The handler gets parsed input and calls one service. Errors become
 * `{ error: { code, message, retryAfterSeconds?, fields? } }` with the matching status.
 */
export function route<
  P,
  O extends z.ZodType,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(declaration: {
  name: string;
  access: Access<P>;
  limit: Limit;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Takes bytes instead of JSON, at most this many. */
  raw?: { maxBytes: number };
  out: O;
  /** Answers its (string) output as this kind of text instead of JSON. */
  contentType?: string;
  handler(
    input: RouteInput<P, Infer<Params>, Infer<Query>, Infer<Body>>,
  ): Promise<z.input<O> | Answer<z.input<O>>>;
}): NextHandler {
  return door(declaration, async (request, rawParams) => {
    const input = await admit(declaration, request, rawParams);
    const result = await declaration.handler(input);
    const { data, options } = result instanceof Answer ? result : new Answer(result);
    const told = declaration.out.parse(data);
    const init = {
      status: options.status ?? 200,
      headers: { "cache-control": "no-store", ...options.headers },
    };
    const { contentType } = declaration;
    if (!contentType) return Response.json(told, init);
    return new Response(String(told), {
      ...init,
      headers: { ...init.headers, "content-type": contentType },
    });
  });
}

/** Who may pass a door, how often, and with what: what `admit` checks. */
export interface Admission<
  P,
  Params extends z.ZodType | undefined,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | undefined,
> {
  name: string;
  access: Access<P>;
  limit: Limit;
  params?: Params;
  query?: Query;
  body?: Body;
  raw?: { maxBytes: number };
}

/** Lets a request in: limits, access, then its parsed input. @throws AppError */
export async function admit<
  P,
  Params extends z.ZodType | undefined,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | undefined,
>(
  declaration: Admission<P, Params, Query, Body>,
  request: Request,
  rawParams: Record<string, string>,
): Promise<RouteInput<P, Infer<Params>, Infer<Query>, Infer<Body>>> {
  const { name, access, limit } = declaration;
  const caller: Caller = {
    headers: headersOf(request),
    address: request.headers.get("x-parley-address") ?? "unknown",
    params: rawParams,
  };
  refuseForeignOrigin(request);
  if (limit.by === "address") await consume(name, limit, caller.address);
  const principal = await access.check(caller);
  if (limit.by === "principal") await consume(name, limit, access.key(principal));
  const bytes = await readBody(request, declaration.raw?.maxBytes ?? JSON_MAX_BYTES);
  return {
    principal,
    params: parse(declaration.params, rawParams) as Infer<Params>,
    query: parse(
      declaration.query,
      Object.fromEntries(new URL(request.url).searchParams),
    ) as Infer<Query>,
    body: (declaration.body ? parse(declaration.body, parseJson(bytes)) : undefined) as Infer<Body>,
    bytes: declaration.raw ? bytes : new Uint8Array(),
    headers: request.headers,
    address: caller.address,
  };
}

/** A handler as Next calls it: what `answer` throws becomes a told error, and every call is counted. */
export function door(
  { name, access, limit }: { name: string; access: { name: string }; limit: Limit },
  answer: (request: Request, params: Record<string, string>) => Promise<Response>,
): NextHandler {
  const handler = async (
    request: Request,
    context: { params: Promise<Record<string, string | string[] | undefined>> },
  ): Promise<Response> => {
    const startedAt = performance.now();
    let status = 500;
    try {
      const params = Object.fromEntries(
        Object.entries((await context.params) ?? {}).map(([key, value]) => [key, String(value)]),
      );
      const response = await answer(request, params);
      status = response.status;
      return response;
    } catch (error) {
      const known = toAppError(error);
      status = known.status;
      metrics().refused.inc({ name, code: known.code });
      if (known.code === "internal") log("http").error({ err: error, door: name }, "door failed");
      return Response.json(
        { error: known.toBody() },
        {
          status,
          headers: {
            "cache-control": "no-store",
            ...(known.retryAfterSeconds && { "retry-after": String(known.retryAfterSeconds) }),
          },
        },
      );
    } finally {
      observeDoor({ kind: "route", name, status, seconds: (performance.now() - startedAt) / 1000 });
    }
  };
  return Object.assign(handler, {
    door: { kind: "route" as const, name, access: access.name, limit },
  });
}

function headersOf(request: Request): IncomingHttpHeaders {
  return Object.fromEntries(request.headers);
}

/** Browsers state the origin of writes; one that is not ours is a forged request. */
function refuseForeignOrigin(request: Request): void {
  const origin = request.headers.get("origin");
  if (!origin || request.method === "GET" || request.method === "HEAD") return;
  let host: string | undefined;
  try {
    host = new URL(origin).host;
  } catch {
    host = undefined;
  }
  if (host !== request.headers.get("host"))
    throw new AppError("forbidden", "This request came from another website.");
}

async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new AppError("too-large", `That is too large: at most ${Math.ceil(maxBytes / 1024)} KiB.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  // Read by pieces: a body without a declared length must not fill the memory first.
  for await (const part of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += part.byteLength;
    if (length > maxBytes) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) return {};
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw invalid("That request could not be read: its body is not JSON.");
  }
}

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw fromZod(result.error);
}

/** A zod error → one sentence, and one per field. */
export function fromZod(error: z.ZodError): AppError {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join(".")] ??= issue.message;
  return invalid(error.issues[0]?.message ?? "That could not be understood.", fields);
}
