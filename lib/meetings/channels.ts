import { z } from "zod";
import { authorizeMeeting } from "@/lib/meetings/access";
import { meetingChannel, userChannel } from "@/lib/meetings/schema";
import { AppError } from "@/lib/platform/errors";

const MEETING_PREFIX = meetingChannel("");

/** Whether an account may listen to a channel: its own, and those of meetings it may read. */
export async function mayListen(channel: string, user: { id: string }): Promise<boolean> {
  if (channel === userChannel(user.id)) return true;
  if (!channel.startsWith(MEETING_PREFIX)) return false;
  const id = z.uuid().safeParse(channel.slice(MEETING_PREFIX.length));
  if (!id.success) return false;
  try {
    await authorizeMeeting(id.data, user, "read");
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
