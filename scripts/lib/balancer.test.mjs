import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startBalancer } from "./balancer.mjs";

const closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A copy that answers every connection with its name, then echoes. */
async function startCopy(name) {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.write(`${name};`);
    socket.pipe(socket);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const kill = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  closing.push(() => (server.listening ? kill() : undefined));
  return { port: server.address().port, kill };
}

/** Opens a connection and waits until `expected` characters came. */
function say(port, words, expected) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: "127.0.0.1" });
    let heard = "";
    socket.on("error", reject);
    socket.on("close", () => resolve({ heard, socket }));
    socket.on("data", (chunk) => {
      heard += chunk;
      if (heard.length >= expected) resolve({ heard, socket });
    });
    socket.write(words);
    closing.push(() => socket.destroy());
  });
}

async function balance(targets) {
  const balancer = await startBalancer({ port: 0, host: "127.0.0.1", targets });
  closing.push(() => balancer.close());
  return balancer.port;
}

describe("the port in front of several copies", () => {
  it("gives connections to the copies in turn, and carries them both ways", async () => {
    const [a, b] = [await startCopy("a"), await startCopy("b")];
    const port = await balance([a.port, b.port]);
    const heard = [];
    for (let index = 0; index < 4; index += 1) heard.push((await say(port, "hello", 7)).heard);
    expect(heard).toEqual(["a;hello", "b;hello", "a;hello", "b;hello"]);
  });

  it("goes past a copy that died, without losing what was said first", async () => {
    const [a, b] = [await startCopy("a"), await startCopy("b")];
    const port = await balance([a.port, b.port]);
    await a.kill();
    const together = Array.from({ length: 12 }, () => say(port, "hello", 7));
    for (const { heard } of await Promise.all(together)) expect(heard).toBe("b;hello");
  });

  it("ends the connections of a copy that dies, so that people look for another", async () => {
    const [a, b] = [await startCopy("a"), await startCopy("b")];
    const port = await balance([a.port, b.port]);
    const { socket } = await say(port, "hello", 7);
    const ended = new Promise((resolve) => socket.once("close", resolve));
    await a.kill();
    await ended;
    expect((await say(port, "again", 7)).heard).toBe("b;again");
  });

  it("hangs up when no copy lives", async () => {
    const a = await startCopy("a");
    const port = await balance([a.port]);
    await a.kill();
    const { heard } = await say(port, "hello", 7).catch(() => ({ heard: "" }));
    expect(heard).toBe("");
  });
});
