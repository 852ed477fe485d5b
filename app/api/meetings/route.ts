import { signedIn } from "@/lib/auth/access";
import {
  createdMeeting,
  createMeeting as input,
  listMeetings,
  meetingList,
} from "@/lib/meetings/schema";
import { createMeeting, listMeetings as list } from "@/lib/meetings/service";
import { Answer, route } from "@/lib/platform/http";

export const GET = route({
  name: "list-meetings",
  access: signedIn,
  limit: { points: 240, seconds: 60, by: "principal" },
  query: listMeetings,
  out: meetingList,
  handler: ({ principal, query }) =>
    list({ user: principal, limit: query.limit, ...(query.cursor && { cursor: query.cursor }) }),
});

export const POST = route({
  name: "create-meeting",
  access: signedIn,
  limit: { points: 30, seconds: 60, by: "principal" },
  body: input,
  out: createdMeeting,
  handler: async ({ principal, body }) =>
    new Answer(await createMeeting({ host: principal, title: body.title }), { status: 201 }),
});
