import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { RoomRelay } from "./relay";
import { UploadStore } from "./upload-store";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Static files by path: what the page asks for, where it lies, what it is. */
const STATIC: Record<string, string> = {
  "/worklets/level-meter.js": "public/worklets/level-meter.js",
  "/onset-tap.js": "tests/browser/onset-tap.js",
};

export type Site = {
  url: string;
  relay: RoomRelay;
  uploads: UploadStore;
  /** The server's clock: wrong by a minute and a half, so that nothing works by coincidence. */
  now: () => number;
  close: () => Promise<void>;
};

const SERVER_CLOCK_SKEW_MS = 90_000;

const bundlePage = async (): Promise<string> => {
  const result = await build({
    entryPoints: [`${ROOT}tests/browser/page.ts`],
    tsconfig: `${ROOT}tsconfig.json`,
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  return result.outputFiles[0]?.text ?? "";
};

/** A site that serves the browser-side classes, a room relay and the upload doors. */
export const startSite = async (): Promise<Site> => {
  const now = (): number => Date.now() + SERVER_CLOCK_SKEW_MS;
  const script = await bundlePage();
  const uploads = new UploadStore();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    if (await uploads.handle(request, response)) return;
    if (path === "/page.js") return send(response, "text/javascript", script);
    const file = STATIC[path];
    if (file) return send(response, "text/javascript", await readFile(ROOT + file));
    if (path !== "/") {
      response.writeHead(404).end();
      return;
    }
    const hasSeat = request.headers.cookie?.includes("seat=");
    if (!hasSeat) response.setHeader("set-cookie", `seat=${randomUUID()}; Path=/; HttpOnly`);
    send(
      response,
      "text/html",
      '<!doctype html><title>room</title><script src="/page.js"></script>',
    );
  };
  const http = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const relay = new RoomRelay({ http, now });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    relay,
    uploads,
    now,
    close: async () => {
      await relay.close();
      http.closeAllConnections();
    },
  };
};

const send = (response: ServerResponse, type: string, body: string | Buffer): void => {
  response.writeHead(200, { "content-type": type });
  response.end(body);
};
