"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AdminMeeting, adminMeetingsQuery } from "@/lib/client/admin-queries";
import { longDate } from "@/lib/client/format";
import { useDebounced } from "@/lib/client/use-debounced";
import { Badge, Cell, HeadCell, Row, Table } from "../../../_components/ui";
import { ListFrame } from "./list-frame";
import { ListSearch } from "./list-search";

const PAUSE_MS = 200;

const STATE: Record<
  AdminMeeting["state"],
  { word: string; tone: "neutral" | "accent" | "warn" | "record" }
> = {
  open: { word: "Not started", tone: "neutral" },
  live: { word: "Live", tone: "record" },
  processing: { word: "Being written", tone: "accent" },
  ready: { word: "Ready", tone: "neutral" },
  failed: { word: "Something failed", tone: "warn" },
  empty: { word: "Nothing recorded", tone: "neutral" },
};

/** All meetings by title and state. What was said in them is not the admin's to read. */
export const MeetingsTab = () => {
  const [typed, setTyped] = useState("");
  const query = useInfiniteQuery(adminMeetingsQuery(useDebounced(typed.trim(), PAUSE_MS)));
  const meetings = query.data?.pages.flatMap((page) => page.meetings) ?? [];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <ListSearch label="Find by title" value={typed} onChange={setTyped} />
        <p className="text-ink-3 text-sm">
          Admins see titles and states. What was said stays with those who were there.
        </p>
      </div>
      <ListFrame
        query={query}
        isEmpty={query.isSuccess && meetings.length === 0}
        emptyText={typed === "" ? "There was no meeting yet." : "No meeting is called that."}
      >
        {meetings.length > 0 && (
          <Table label="Meetings">
            <thead>
              <tr>
                <HeadCell>Title</HeadCell>
                <HeadCell className="max-md:hidden">Host</HeadCell>
                <HeadCell>State</HeadCell>
                <HeadCell className="text-right max-md:hidden">People</HeadCell>
                <HeadCell className="pl-8 max-md:hidden">Created</HeadCell>
              </tr>
            </thead>
            <tbody>
              {meetings.map((meeting) => (
                <Row key={meeting.id}>
                  <th
                    scope="row"
                    className="py-3 md:min-w-48 pr-3 text-left font-semibold [overflow-wrap:anywhere]"
                  >
                    {meeting.title}
                  </th>
                  <Cell className="text-ink-2 max-md:hidden">{meeting.host}</Cell>
                  <Cell>
                    <Badge tone={STATE[meeting.state].tone}>{STATE[meeting.state].word}</Badge>
                  </Cell>
                  <Cell className="text-right max-md:hidden">{meeting.people}</Cell>
                  <Cell className="whitespace-nowrap pl-8 text-ink-2 max-md:hidden">
                    {longDate(meeting.createdAt)}
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        )}
      </ListFrame>
    </div>
  );
};
