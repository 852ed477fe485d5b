import type { Socket } from "socket.io";
import type { z } from "zod";
import { type AppError, type ErrorBody, toAppError } from "@/lib/platform/errors";
import { fromZod } from "@/lib/platform/http";
import { log } from "@/lib/platform/log";
import { metrics, observeDoor } from "@/lib/platform/metrics";
import { consume, type Limit } from "@/lib/platform/rate-limit";

export interface EventDeclaration {
  kind: "event";
  name: string;
  access: string;
  limit: Omit<Limit, "by">;
}

/** Who may send an event: yields the principal of the socket, or throws an AppError. */
export interface SocketAccess<P> {
  name: string;
  check(socket: Socket): Promise<P> | P;
  key(principal: P): string;
}

export interface EventDoor {
  door: EventDeclaration;
  /** Listens on a socket. */
  attach(socket: Socket): void;
}

/**
 * Declares a socket door: schema in, who may, how often, schema out. Answers through the
 * acknowledgement with `{ ok: true, data }` or `{ ok: false, error }`; a client that asks for no
 * acknowledgement gets none.
 */
export function event<P, I extends z.ZodType, O extends z.ZodType>(declaration: {
  name: string;
  in: I;
  out: O;
  access: SocketAccess<P>;
  limit: Omit<Limit, "by">;
  handler(input: { data: z.infer<I>; principal: P; socket: Socket }): Promise<z.input<O>>;
  /** Told of every refusal, for clients that ask for no acknowledgement. */
  refused?(socket: Socket, error: ErrorBody): void;
}): EventDoor {
  const { name, access, limit } = declaration;

  async function answer(socket: Socket, raw: unknown): Promise<unknown> {
    const principal = await access.check(socket);
    await consume(`event:${name}`, { ...limit, by: "principal" }, access.key(principal));
    const parsed = declaration.in.safeParse(raw);
    if (!parsed.success) throw fromZod(parsed.error);
    return declaration.out.parse(
      await declaration.handler({ data: parsed.data, principal, socket }),
    );
  }

  async function onEvent(socket: Socket, args: unknown[]): Promise<void> {
    const last = args.at(-1);
    const ack = typeof last === "function" ? (last as (value: unknown) => void) : () => undefined;
    const startedAt = performance.now();
    let status = "ok";
    try {
      const data = await answer(socket, typeof args[0] === "function" ? undefined : args[0]);
      ack({ ok: true, data });
    } catch (error) {
      const known: AppError = toAppError(error);
      status = known.code;
      metrics().refused.inc({ name, code: known.code });
      if (known.code === "internal") log("socket").error({ err: error, door: name }, "door failed");
      ack({ ok: false, error: known.toBody() });
      declaration.refused?.(socket, known.toBody());
    } finally {
      observeDoor({ kind: "event", name, status, seconds: (performance.now() - startedAt) / 1000 });
    }
  }

  return {
    door: { kind: "event", name, access: access.name, limit },
    attach: (socket) => {
      socket.on(name, (...args: unknown[]) => void onEvent(socket, args));
    },
  };
}
