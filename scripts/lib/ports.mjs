import net from "node:net";
import { PlainError } from "./errors.mjs";

/**
 * Tries to listen and lets go again.
 * @returns {Promise<string | undefined>} the error's code when the port cannot be had
 */
function tryPort(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error.code ?? "UNKNOWN"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/**
 * Refuses, in one sentence, a port the web server could not listen on.
 * @param {{ port: number, host: string }} address
 */
export async function requirePort({ port, host }) {
  const code = await tryPort(port, host);
  if (!code) return;
  if (code === "EADDRINUSE") {
    throw new PlainError(
      `Port ${port} is already used by another program: stop it, or choose another with PORT=${port + 1} npm start.`,
    );
  }
  if (code === "EACCES") {
    throw new PlainError(
      `This user may not listen on port ${port}: choose one above 1023 with PORT.`,
    );
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    throw new PlainError(`HOST=${host} is not an address of this machine: use 0.0.0.0 for all.`);
  }
  throw new PlainError(`Parley cannot listen on ${host}:${port} (${code}).`);
}

/** @returns {Promise<number>} a port of the loopback address that nothing uses now */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * The remembered port if it is still free, else a new one, so that addresses stay the same.
 * @param {number | undefined} remembered
 */
export async function stablePort(remembered) {
  if (remembered && !(await tryPort(remembered, "127.0.0.1"))) return remembered;
  return freePort();
}
