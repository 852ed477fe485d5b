"use client";

import type Pusher from "pusher-js";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { z } from "zod";
import { api } from "./api";

/** GET /api/channels/config */
const channelsConfig = z.object({
  key: z.string(),
  wsHost: z.string().optional(),
  wsPort: z.number().optional(),
  wssPort: z.number().optional(),
  forceTLS: z.boolean(),
  cluster: z.string(),
  authEndpoint: z.string(),
});

/** How often pages ask again while there is no connection that would tell them, milliseconds. */
export const POLL_MS = 5_000;

let connecting: Promise<Pusher> | null = null;
let connected = false;
const watchers = new Set<() => void>();
const users = new Map<string, number>();

const setConnected = (next: boolean): void => {
  if (connected === next) return;
  connected = next;
  for (const watcher of watchers) watcher();
};

/** One connection per page, made when the first channel is wanted. A failure is tried again later. */
const connection = (): Promise<Pusher> => {
  connecting ??= connect().catch((error: unknown) => {
    connecting = null;
    throw error;
  });
  return connecting;
};

const connect = async (): Promise<Pusher> => {
  const [config, { default: PusherClient }] = await Promise.all([
    api({ path: "/api/channels/config", out: channelsConfig }),
    import("pusher-js"),
  ]);
  const { key, wsHost, wsPort, wssPort, forceTLS, cluster, authEndpoint } = config;
  const client = new PusherClient(key, {
    cluster,
    forceTLS,
    enableStats: false,
    enabledTransports: ["ws", "wss"],
    channelAuthorization: { endpoint: authEndpoint, transport: "ajax" },
    ...(wsHost === undefined ? {} : { wsHost }),
    ...(wsPort === undefined ? {} : { wsPort }),
    ...(wssPort === undefined ? {} : { wssPort }),
  });
  client.connection.bind("state_change", (change: { current: string }) =>
    setConnected(change.current === "connected"),
  );
  return client;
};

const subscribeToConnection = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** True while announcements arrive. While false, ask again every {@link POLL_MS}. */
const useConnected = (): boolean =>
  useSyncExternalStore(
    subscribeToConnection,
    () => connected,
    () => false,
  );

/** `refetchInterval` for TanStack Query: none while announcements arrive. */
export const usePolling = (): number | false => (useConnected() ? false : POLL_MS);

type Handler = (event: string, data: unknown) => void;

/** Listens on a channel until the returned function is called. Unknown data is the handler's to parse. */
const listen = (channelName: string, handler: Handler, onReady: () => void): (() => void) => {
  let stop: (() => void) | null = null;
  let stopped = false;
  connection().then(
    (client) => {
      if (stopped) return;
      users.set(channelName, (users.get(channelName) ?? 0) + 1);
      const channel = client.subscribe(channelName);
      const onEvent = (event: string, data: unknown): void => {
        // A subscription is made anew after every reconnect: what happened meanwhile was missed.
        if (event === "pusher:subscription_succeeded") onReady();
        else if (!event.startsWith("pusher:")) handler(event, data);
      };
      channel.bind_global(onEvent);
      stop = () => {
        channel.unbind_global(onEvent);
        const left = (users.get(channelName) ?? 1) - 1;
        users.set(channelName, left);
        if (left === 0) client.unsubscribe(channelName);
      };
    },
    // Polling carries the page meanwhile; the next channel tries to connect again.
    () => setConnected(false),
  );
  return () => {
    stopped = true;
    stop?.();
  };
};

/**
 * Hears a private channel while the component lives. `onMissed` runs after each (re)connection, when
 * the page should fetch what it may have missed.
 * @param channelName null listens to nothing
 */
export const useChannel = (input: {
  channelName: string | null;
  onEvent: Handler;
  onMissed: () => void;
}): void => {
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  const { channelName } = input;
  useEffect(() => {
    if (channelName === null) return;
    return listen(
      channelName,
      (event, data) => latest.current.onEvent(event, data),
      () => latest.current.onMissed(),
    );
  }, [channelName]);
};

/** Like {@link useChannel} for several channels at once. */
export const useChannels = (input: {
  channelNames: readonly string[];
  onEvent: (channelName: string, event: string, data: unknown) => void;
}): void => {
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  const joined = input.channelNames.join(" ");
  useEffect(() => {
    const stops = joined
      .split(" ")
      .filter(Boolean)
      .map((name) =>
        listen(
          name,
          (event, data) => latest.current.onEvent(name, event, data),
          () => undefined,
        ),
      );
    return () => {
      for (const stop of stops) stop();
    };
  }, [joined]);
};
