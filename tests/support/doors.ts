import type { RouteDeclaration } from "@/lib/platform/http";

type Handler = ((
  request: Request,
  context: { params: Promise<Record<string, string>> },
) => Promise<Response>) & { door?: RouteDeclaration };

export interface HttpDoor {
  file: string;
  method: string;
  handler: Handler;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const files = import.meta.glob<Record<string, Handler>>("/app/api/**/route.ts", { eager: true });

/** Every HTTP door of the product, as its files export them. */
export const httpDoors: readonly HttpDoor[] = Object.entries(files)
  .filter(([file]) => !file.includes("[...nextauth]"))
  .flatMap(([file, exports]) =>
    METHODS.flatMap((method) => {
      const handler = exports[method];
      return handler ? [{ file, method, handler }] : [];
    }),
  );

/** What stands in a door's path, taken from `values`. */
export const paramsOf = (
  file: string,
  values: Record<string, string>,
): Promise<Record<string, string>> =>
  Promise.resolve(
    Object.fromEntries(
      [...file.matchAll(/\[(\w+)\]/g)].map(([, name = ""]) => [name, values[name] ?? ""]),
    ),
  );

/** A request for a door, as the server in front of it would pass it on. */
export const requestFor = (
  door: HttpDoor,
  from: { address: string; cookie?: string | undefined },
  more: { query?: string; headers?: Record<string, string>; body?: string } = {},
): Request =>
  new Request(
    `http://localhost:3000${door.file.replace("/app", "").replace("/route.ts", "")}${more.query ?? ""}`,
    {
      method: door.method,
      headers: {
        host: "localhost:3000",
        "content-type": "application/json",
        "x-parley-address": from.address,
        ...(from.cookie && { cookie: from.cookie }),
        ...more.headers,
      },
      ...(door.method !== "GET" && { body: more.body ?? "{}" }),
    },
  );
