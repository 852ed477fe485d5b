import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { mayListen } from "@/lib/meetings/channels";
import { authorizeChannel } from "@/lib/platform/channels";
import { notFound } from "@/lib/platform/errors";
import { fromZod, route } from "@/lib/platform/http";

const subscription = z.object({
  socket_id: z.string("Say which socket listens.").regex(/^\d+\.\d+$/, "That is not a socket."),
  channel_name: z.string("Say which channel.").max(200, "That is not a channel."),
});

/** Signs a private channel for somebody who may listen to it; pusher-js sends a form, not JSON. */
export const POST = route({
  name: "channels-auth",
  access: signedIn,
  limit: { points: 240, seconds: 60, by: "principal" },
  raw: { maxBytes: 4_096 },
  out: z.object({ auth: z.string(), channel_data: z.string().optional() }),
  handler: async ({ principal, bytes }) => {
    const form = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(bytes)));
    const parsed = subscription.safeParse(form);
    if (!parsed.success) throw fromZod(parsed.error);
    const { socket_id: socketId, channel_name: channel } = parsed.data;
    if (!(await mayListen(channel, principal))) throw notFound();
    return authorizeChannel({ socketId, channel });
  },
});
