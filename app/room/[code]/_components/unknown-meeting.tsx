import { Compass } from "lucide-react";
import { JoinByCode } from "@/app/_components/join-by-code";
import { RoomScreen } from "./room-screen";

/** No such code, said the same way for a mistyped one and one that never was. */
export const UnknownMeeting = () => (
  <RoomScreen
    icon={Compass}
    title="There is no meeting with this code"
    action={<JoinByCode className="w-full" />}
  >
    Check the link you were sent, or enter its code here. A code looks like abcd-efgh-jkmn.
  </RoomScreen>
);
