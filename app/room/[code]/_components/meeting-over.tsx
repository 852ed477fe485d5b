import { CalendarCheck } from "lucide-react";
import Link from "next/link";
import { Button } from "@/app/_components/ui";
import { HOME } from "@/lib/client/paths";
import { RoomScreen } from "./room-screen";

/** The link of a meeting that has ended. */
export const MeetingOver = ({ isSignedIn }: { isSignedIn: boolean }) => (
  <RoomScreen
    icon={CalendarCheck}
    title="This meeting has ended"
    action={
      <Button asChild look="primary">
        <Link href={isSignedIn ? HOME : "/"}>
          {isSignedIn ? "Go to your meetings" : "Go to the start"}
        </Link>
      </Button>
    }
  >
    {isSignedIn
      ? "If you took part, its transcript is with your meetings."
      : "Ask whoever invited you for its transcript, or for a new link."}
  </RoomScreen>
);
