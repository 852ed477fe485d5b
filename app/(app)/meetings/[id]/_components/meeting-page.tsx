"use client";

import { type ReactNode, useState } from "react";
import { errorSentence, isNotFound } from "@/lib/client/api";
import { togglePlaying } from "@/lib/client/player";
import { useShortcuts } from "@/lib/client/shortcuts";
import { useMediaQuery } from "@/lib/client/use-media-query";
import {
  Button,
  Callout,
  Tabs,
  TabsContent,
  TabsList,
  TabsTrigger,
} from "../../../../_components/ui";
import NotFound from "../../../not-found";
import { useJump } from "../_hooks/use-jump";
import { useMeeting } from "../_hooks/use-meeting";
import { hasFeelings } from "../_view/feelings";
import { AskTab } from "./ask-tab";
import { DetailsTab } from "./details-tab";
import { FeelingsTab } from "./feelings-tab";
import { MeetingHeader, MeetingHeaderSkeleton } from "./meeting-header";
import { LiveMeeting, OpenMeeting } from "./not-yet";
import { PeopleTab } from "./people-tab";
import { SummaryTab } from "./summary/summary-tab";
import { TranscriptPane, TranscriptSkeleton } from "./transcript-pane";

/** Two columns from here; below, the same as tabs. */
const WIDE = "(min-width: 64rem)";

const NO_SEGMENTS: never[] = [];

const Page = ({ children }: { children: ReactNode }) => (
  <div className="flex h-[calc(100dvh-var(--bar))] flex-col">{children}</div>
);

/** A meeting to read: the transcript beside its summary, its people and its facts. */
export const MeetingPage = ({ id }: { id: string }) => {
  const { meeting, transcript, summary, emotions } = useMeeting(id);
  const { target, jumpTo } = useJump();
  const wide = useMediaQuery(WIDE);
  const [chosen, setChosen] = useState("transcript");
  const [focusAsk, setFocusAsk] = useState(0);
  useShortcuts({
    k: togglePlaying,
    a: () => {
      setChosen("ask");
      setFocusAsk((n) => n + 1);
    },
  });

  if (meeting.data === undefined) {
    if (isNotFound(meeting.error)) return <NotFound />;
    return (
      <Page>
        <MeetingHeaderSkeleton />
        {meeting.isError ? (
          <div className="p-5 md:px-9">
            <Callout
              tone="error"
              title="This meeting could not be loaded."
              action={
                <Button busy={meeting.isFetching} onClick={() => meeting.refetch()}>
                  Try again
                </Button>
              }
            >
              {errorSentence(meeting.error)}
            </Callout>
          </div>
        ) : (
          <TranscriptSkeleton />
        )}
      </Page>
    );
  }

  const { data } = meeting;
  if (data.state === "open" || data.state === "live") {
    return (
      <Page>
        <MeetingHeader meeting={data} />
        <div className="flex-1 overflow-y-auto">
          {data.state === "open" ? <OpenMeeting meeting={data} /> : <LiveMeeting meeting={data} />}
        </div>
      </Page>
    );
  }

  const jump = (position: number): void => {
    if (!wide) setChosen("transcript");
    jumpTo(position);
  };
  const pane = (
    <TranscriptPane
      meeting={data}
      transcript={transcript}
      emotions={emotions.data}
      target={target}
      onJump={jump}
    />
  );
  // Deleting one's own may leave nothing; the tab one looks at stays.
  const showsFeelings = hasFeelings(emotions.data) || chosen === "feelings";
  const canAsk = (transcript.data?.segments.length ?? 0) > 0;
  const panel = "relative min-h-0 flex-1 overflow-y-auto px-5 py-5 lg:px-5.5";
  const isThere = (chosen !== "transcript" || !wide) && (chosen !== "ask" || canAsk);
  const tab = isThere ? chosen : wide ? "summary" : "transcript";
  const tabs = (
    <Tabs value={tab} onValueChange={setChosen} className="flex min-h-0 flex-1 flex-col">
      <TabsList
        aria-label="About this meeting"
        className="mx-0 shrink-0 px-4 lg:h-13 lg:items-end lg:px-4.5"
      >
        {!wide && <TabsTrigger value="transcript">Transcript</TabsTrigger>}
        <TabsTrigger value="summary">Summary</TabsTrigger>
        {canAsk && <TabsTrigger value="ask">Ask</TabsTrigger>}
        <TabsTrigger value="people">People</TabsTrigger>
        {showsFeelings && <TabsTrigger value="feelings">Feelings</TabsTrigger>}
        <TabsTrigger value="details">Details</TabsTrigger>
      </TabsList>
      {!wide && (
        <TabsContent
          value="transcript"
          className="flex min-h-0 flex-1 flex-col data-[state=inactive]:hidden"
        >
          {pane}
        </TabsContent>
      )}
      <TabsContent value="summary" className={panel}>
        <SummaryTab
          meeting={data}
          query={summary}
          segments={transcript.data?.segments ?? NO_SEGMENTS}
          onJump={jump}
        />
      </TabsContent>
      {canAsk && (
        // Stays while another tab is looked at, so that an answer goes on.
        <TabsContent
          forceMount
          value="ask"
          className="flex min-h-0 flex-1 flex-col data-[state=inactive]:hidden"
        >
          <AskTab meetingId={id} focusOn={focusAsk} onJump={jump} />
        </TabsContent>
      )}
      <TabsContent value="people" className={panel}>
        <PeopleTab meeting={data} statistics={transcript.data?.statistics ?? []} />
      </TabsContent>
      {showsFeelings && (
        <TabsContent value="feelings" className={panel}>
          <FeelingsTab
            meeting={data}
            query={emotions}
            segments={transcript.data?.segments ?? NO_SEGMENTS}
            spokenMs={transcript.data?.durationMs ?? 0}
            onJump={jump}
          />
        </TabsContent>
      )}
      <TabsContent value="details" className={panel}>
        <DetailsTab meeting={data} transcript={transcript.data} />
      </TabsContent>
    </Tabs>
  );

  return (
    <Page>
      <MeetingHeader meeting={data} />
      {wide ? (
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_26rem]">
          <section aria-label="Transcript" className="flex min-h-0 flex-col">
            {pane}
          </section>
          <aside
            aria-label="About this meeting"
            className="flex min-h-0 flex-col border-line border-l bg-surface"
          >
            {tabs}
          </aside>
        </div>
      ) : (
        tabs
      )}
    </Page>
  );
};
