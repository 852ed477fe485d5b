import { appServices } from "./app.mjs";
import { startBalancer } from "./balancer.mjs";
import { freePort } from "./ports.mjs";

const COPIES = ["web-1", "web-2"];

/**
 * Two copies of the website behind one port, and the worker: each web copy on a port of its own.
 * @param {{ app: import("./app.mjs").App, supervisor: ReturnType<typeof
 *   import("./supervisor.mjs").createSupervisor>, table: ReturnType<typeof
 *   import("./processes.mjs").createProcessTable>, show: (line: string) => void }} options
 * @returns {Promise<{ ports: number[], close: () => Promise<void> }>} resolves when all are ready
 */
export async function startCluster({ app, supervisor, table, show }) {
  const ports = [];
  for (const _ of COPIES) ports.push(await freePort());
  const copies = COPIES.map((name, index) => {
    const settings = { ...app.settings, host: "127.0.0.1", port: ports[index] };
    const env = { ...app.env, HOST: "127.0.0.1", PORT: String(ports[index]) };
    return appServices({ app: { ...app, settings, env }, table, show, webName: name });
  });
  const [first] = copies;
  await Promise.all([
    supervisor.add(first.worker),
    ...copies.map(({ web }) => supervisor.add(web)),
  ]);
  await Promise.all(copies.map(({ untilReady }) => untilReady()));
  const { host, port } = app.settings;
  const balancer = await startBalancer({ host, port, targets: ports });
  return { ports, close: balancer.close };
}
