import net from "node:net";

/**
 * A port in front of several copies of the website: each connection goes to the next copy in turn,
 * and past a copy that does not take it. A connection stays with its copy; when that copy dies the
 * connection ends, and the next one finds a living copy. Plain TCP, so web sockets need nothing.
 * @param {{ port: number, host: string, targets: number[] }} options targets are ports of 127.0.0.1
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function startBalancer({ port, host, targets }) {
  const open = new Set();
  let turn = 0;

  /** `first` is this connection's own turn: others that come meanwhile must not shift its tries. */
  function connect(client, first, tried) {
    if (tried === targets.length) {
      client.destroy();
      return;
    }
    const target = targets[(first + tried) % targets.length];
    const upstream = net.connect({ port: target, host: "127.0.0.1" });
    let connected = false;
    upstream.once("connect", () => {
      connected = true;
      client.pipe(upstream);
      upstream.pipe(client);
    });
    upstream.once("error", () => {
      // Nothing was read from the client yet, so the next copy gets all of it.
      if (connected) client.destroy();
      else connect(client, first, tried + 1);
    });
    upstream.once("close", () => connected && client.destroy());
    client.once("close", () => upstream.destroy());
  }

  const server = net.createServer({ pauseOnConnect: false, noDelay: true }, (client) => {
    open.add(client);
    client.on("error", () => client.destroy());
    client.once("close", () => open.delete(client));
    connect(client, turn++, 0);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, resolve);
  });
  return {
    port: server.address().port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of open) client.destroy();
      }),
  };
}
