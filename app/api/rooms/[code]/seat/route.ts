import { z } from "zod";
import { anyone } from "@/lib/auth/access";
import { roleOf } from "@/lib/meetings/role";
import { meetingCode } from "@/lib/meetings/schema";
import { takeSeat } from "@/lib/meetings/service";
import { Answer, route } from "@/lib/platform/http";
import { seatAnswer, seatRequest } from "@/lib/room/schema";
import { seatOfCookies } from "@/lib/room/seat-access";
import { seatCookie } from "@/lib/room/seat-ticket";

export const POST = route({
  name: "take-seat",
  access: anyone,
  limit: { points: 30, seconds: 60, by: "address" },
  params: z.object({ code: meetingCode }),
  body: seatRequest,
  out: seatAnswer,
  handler: async ({ params, body, principal, headers }) => {
    const known = await seatOfCookies(headers.get("cookie") ?? undefined, params.code);
    const seat = await takeSeat({
      code: params.code,
      name: body.name,
      user: principal.user,
      knownSeatId: known?.participantId ?? null,
      hostKey: body.hostKey,
    });
    return new Answer(
      {
        participantId: seat.id,
        meetingId: seat.meetingId,
        name: seat.name,
        isHost: roleOf(seat) === "host",
      },
      {
        status: 201,
        headers: {
          "set-cookie": seatCookie({
            code: params.code,
            participantId: seat.id,
            meetingId: seat.meetingId,
          }),
        },
      },
    );
  },
});
