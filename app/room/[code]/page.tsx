import type { Metadata } from "next";
import { currentUser } from "@/lib/auth/page";
import { formatCode, meetingCode } from "@/lib/meetings/schema";
import { RoomPage } from "./_components/room-page";
import { RoomTheme } from "./_components/room-theme";
import { UnknownMeeting } from "./_components/unknown-meeting";

export const metadata: Metadata = { title: "Meeting room" };

/** The room behind a code: the way in, the meeting, and the way out. Always dark. */
const Page = async ({ params }: { params: Promise<{ code: string }> }) => {
  const { code } = await params;
  const parsed = meetingCode.safeParse(decodeURIComponent(code));
  const account = parsed.success ? await currentUser() : null;
  return (
    <RoomTheme>
      {parsed.success ? (
        <RoomPage code={formatCode(parsed.data)} isSignedIn={account !== null} />
      ) : (
        <UnknownMeeting />
      )}
    </RoomTheme>
  );
};

export default Page;
