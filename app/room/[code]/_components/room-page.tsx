"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ServerCrash } from "lucide-react";
import { Button } from "@/app/_components/ui";
import { errorSentence, isNotFound } from "@/lib/client/api";
import type { LocalMedia } from "@/lib/room/client/local-media";
import type { RoomClient } from "@/lib/room/client/room-client";
import { fetchRoomPreview } from "@/lib/room/client/rooms-api";
import { useLocalMedia, useRoomClient, useRoomState } from "../_hooks/use-room";
import { MeetingOver } from "./meeting-over";
import { PreJoin } from "./pre-join";
import { Room } from "./room";
import { RoomEnded } from "./room-ended";
import { RoomFailed } from "./room-failed";
import { RoomScreen } from "./room-screen";
import { UnknownMeeting } from "./unknown-meeting";
import { WaitingScreen } from "./waiting-screen";

/** Who is there changes while somebody gets ready. */
const PREVIEW_EVERY_MS = 5_000;
const previewKey = (code: string) => ["room", code];

/** From the link to the end: the way in, the room, the way out. */
export const RoomPage = ({ code, isSignedIn }: { code: string; isSignedIn: boolean }) => {
  const { client, enter, forget } = useRoomClient(code);
  const queries = useQueryClient();
  const again = (): void => {
    // What was seen of the door before is old by now, and does not know the seat nor its name.
    queries.removeQueries({ queryKey: previewKey(code) });
    forget();
  };
  if (client)
    return <Entered code={code} client={client} isSignedIn={isSignedIn} onAgain={again} />;
  return <WayIn code={code} isSignedIn={isSignedIn} onEnter={enter} />;
};

const WayIn = ({
  code,
  isSignedIn,
  onEnter,
}: {
  code: string;
  isSignedIn: boolean;
  onEnter: (media: LocalMedia) => void;
}) => {
  const preview = useQuery({
    queryKey: previewKey(code),
    queryFn: ({ signal }) => fetchRoomPreview(code, signal),
    refetchInterval: PREVIEW_EVERY_MS,
  });
  if (isNotFound(preview.error)) return <UnknownMeeting />;
  if (preview.isError && !preview.data) {
    const retry = () => void preview.refetch();
    return (
      <RoomScreen
        icon={ServerCrash}
        title="The meeting could not be opened"
        action={
          <Button look="primary" onClick={retry} busy={preview.isFetching}>
            Try again
          </Button>
        }
      >
        {errorSentence(preview.error)}
      </RoomScreen>
    );
  }
  if (preview.data?.state === "ended") return <MeetingOver isSignedIn={isSignedIn} />;
  return <GetReady code={code} preview={preview.data ?? null} onEnter={onEnter} />;
};

type GetReadyProps = {
  code: string;
  preview: Awaited<ReturnType<typeof fetchRoomPreview>> | null;
  onEnter: (media: LocalMedia) => void;
};

const GetReady = ({ onEnter, ...rest }: GetReadyProps) => {
  const { media, handOver } = useLocalMedia();
  const enter = (opened: LocalMedia): void => {
    handOver();
    onEnter(opened);
  };
  return <PreJoin {...rest} media={media} onEnter={enter} />;
};

const Entered = ({
  code,
  client,
  isSignedIn,
  onAgain,
}: {
  code: string;
  client: RoomClient;
  isSignedIn: boolean;
  onAgain: () => void;
}) => {
  const state = useRoomState(client);
  if (state.status === "ended") {
    return <RoomEnded code={code} state={state} isSignedIn={isSignedIn} onAgain={onAgain} />;
  }
  if (state.status === "failed" && state.error) {
    return <RoomFailed error={state.error} onAgain={onAgain} />;
  }
  if (state.status === "waiting") return <WaitingScreen client={client} state={state} />;
  return <Room client={client} state={state} />;
};
