"use client";

import { useQuery } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { adminOverviewQuery } from "@/lib/client/admin-queries";
import { errorSentence } from "@/lib/client/api";
import { ago } from "@/lib/client/format";
import { useNow } from "@/lib/client/use-now";
import {
  Badge,
  Button,
  Callout,
  Skeleton,
  Tabs,
  TabsContent,
  TabsList,
  TabsTrigger,
} from "../../../_components/ui";
import { AiTab } from "./ai-tab";
import { EmotionTab } from "./emotion-tab";
import { healthSentence } from "./health";
import { JobsTab } from "./jobs-tab";
import { MeetingsTab } from "./meetings-tab";
import { OverviewTab } from "./overview-tab";
import { PeopleTab } from "./people-tab";

/** How the instance is, in a sentence first; then people, meetings and work. */
export const AdminPage = ({ selfId }: { selfId: string }) => {
  const now = useNow();
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery(adminOverviewQuery);
  const failures = data?.failures.length ?? 0;
  const sentence = error === null ? data && healthSentence(data) : "This instance does not answer";
  return (
    <div className="w-full max-w-[82rem] px-5 pt-7 pb-16 md:px-11 md:pt-8">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h1 className="min-h-8.5 font-bold text-2xl tracking-[-0.025em]">
          {sentence ?? <span className="sr-only">Admin</span>}
          {sentence === undefined && <Skeleton className="h-7 w-64" />}
        </h1>
        {dataUpdatedAt > 0 && now !== null && (
          <Badge>
            <Clock aria-hidden />
            updated {ago(new Date(dataUpdatedAt).toISOString(), now)}
          </Badge>
        )}
      </header>
      {error !== null && (
        <Callout
          tone="error"
          className="mt-4"
          action={
            <Button busy={isFetching} onClick={() => refetch()}>
              Try again
            </Button>
          }
        >
          {errorSentence(error)}{" "}
          {data !== undefined && "The numbers below are the last ones known."}
        </Callout>
      )}
      <Tabs defaultValue="overview" className="mt-4">
        <TabsList aria-label="Admin">
          <TabsTrigger value="overview">Overview</TabsTrigger>
          <TabsTrigger value="people">People</TabsTrigger>
          <TabsTrigger value="meetings">Meetings</TabsTrigger>
          <TabsTrigger value="jobs">
            Jobs
            {failures > 0 && (
              <Badge tone="record" className="min-h-5 px-2">
                {failures}
                <span className="sr-only"> failed</span>
              </Badge>
            )}
          </TabsTrigger>
          <TabsTrigger value="ai">AI</TabsTrigger>
          <TabsTrigger value="emotion">Emotion</TabsTrigger>
        </TabsList>
        <TabsContent value="overview" className="pt-6">
          <OverviewTab overview={data} />
        </TabsContent>
        <TabsContent value="people" className="pt-6">
          <PeopleTab selfId={selfId} />
        </TabsContent>
        <TabsContent value="meetings" className="pt-6">
          <MeetingsTab />
        </TabsContent>
        <TabsContent value="jobs" className="pt-6">
          <JobsTab overview={data} />
        </TabsContent>
        <TabsContent value="ai" className="pt-6">
          <AiTab />
        </TabsContent>
        <TabsContent value="emotion" className="pt-6">
          <EmotionTab />
        </TabsContent>
      </Tabs>
    </div>
  );
};
