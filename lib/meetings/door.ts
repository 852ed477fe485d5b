import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import type { Account } from "@/lib/auth/schema";
import { type AuthorizedMeeting, authorizeMeeting } from "@/lib/meetings/access";
import type { Access } from "@/lib/platform/access";
import { notFound } from "@/lib/platform/errors";

/**
 * The host of the meeting in a door's path, known before what they send is looked at: to a stranger
 * the meeting does not exist, whatever they send.
 */
export const meetingHost: Access<{ user: Account; meeting: AuthorizedMeeting<"host"> }> = {
  name: "meeting-host",
  check: async (caller) => {
    const user = await signedIn.check(caller);
    const id = z.uuid().safeParse(caller.params.id);
    if (!id.success) throw notFound("There is no such meeting.");
    return { user, meeting: await authorizeMeeting(id.data, user, "host") };
  },
  key: ({ user }) => user.id,
};
