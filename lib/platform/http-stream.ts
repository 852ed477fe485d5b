import type { z } from "zod";
import { toAppError } from "@/lib/platform/errors";
import {
  type Admission,
  admit,
  door,
  type Infer,
  type NextHandler,
  type RouteInput,
} from "@/lib/platform/http";
import { log } from "@/lib/platform/log";

/**
 * Declares an HTTP door that answers piece by piece: a JSON object a line (NDJSON), each by the
 * schema out. Who may, how often and what goes in are as in `route()`.
 *
 * What is thrown before the first line becomes an ordinary error answer; later the connection
 * breaks. `signal` tells that the caller has left. The handler is then still read to its end, so
 * that it can put things in order.
 */
export function streamRoute<
  P,
  O extends z.ZodType,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  declaration: Omit<Admission<P, Params, Query, Body>, "raw"> & {
    out: O;
    handler(
      input: RouteInput<P, Infer<Params>, Infer<Query>, Infer<Body>> & { signal: AbortSignal },
    ): AsyncIterable<z.input<O>>;
  },
): NextHandler {
  return door(declaration, async (request, rawParams) => {
    const input = await admit(declaration, request, rawParams);
    const left = new AbortController();
    const leave = () => left.abort(new Error("The caller left."));
    if (request.signal.aborted) leave();
    else request.signal.addEventListener("abort", leave, { once: true });
    const items = declaration.handler({ ...input, signal: left.signal })[Symbol.asyncIterator]();
    const first = await items.next();
    return new Response(
      bodyOf({ first, items, out: declaration.out, leave, name: declaration.name }),
      {
        headers: {
          "content-type": "application/x-ndjson; charset=utf-8",
          // Proxies must neither keep lines back nor pack them.
          "cache-control": "no-store, no-transform",
          "x-accel-buffering": "no",
        },
      },
    );
  });
}

function bodyOf<O extends z.ZodType>(input: {
  first: IteratorResult<z.input<O>>;
  items: AsyncIterator<z.input<O>>;
  out: O;
  leave: () => void;
  name: string;
}): ReadableStream<Uint8Array> {
  const { first, items, out, leave, name } = input;
  const encoder = new TextEncoder();
  let listening = true;
  const pump = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    try {
      for (let next = first; !next.done; next = await items.next()) {
        const line = `${JSON.stringify(out.parse(next.value))}\n`;
        if (listening) controller.enqueue(encoder.encode(line));
      }
      if (listening) controller.close();
    } catch (error) {
      if (toAppError(error).code === "internal")
        log("http").error({ err: error, door: name }, "door failed half-way");
      leave();
      await items.return?.().catch(() => undefined);
      if (listening) controller.error(new Error("The answer broke off."));
    }
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      void pump(controller);
    },
    cancel() {
      listening = false;
      leave();
    },
  });
}
