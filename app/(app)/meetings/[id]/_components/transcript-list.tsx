"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef } from "react";
import type { MeetingEmotions } from "@/lib/emotion/schema";
import type { Transcript } from "@/lib/transcripts/schema";
import type { Find } from "../_hooks/use-find";
import type { JumpTarget } from "../_hooks/use-jump";
import { feelingsOfSegments } from "../_view/feelings";
import { TranscriptRow } from "./transcript-row";

/** Up to here every row is in the page, so that the browser's own search and printing see them. */
const VIRTUAL_FROM = 200;
/** A row of two lines, pixels; measured once it is shown. */
const ROW_ESTIMATE = 84;

const NO_PLACES: never[] = [];

/** The transcript in its own scroller. Long ones draw only the rows in sight. */
export const TranscriptList = ({
  transcript,
  emotions,
  find,
  target,
  onJump,
  before,
}: {
  transcript: Transcript;
  emotions: MeetingEmotions | undefined;
  find: Find;
  target: JumpTarget | null;
  onJump: (position: number) => void;
  /** Shown above the first row and scrolled with it. */
  before?: ReactNode;
}) => {
  const { meetingId, segments, speakers } = transcript;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const virtual = segments.length > VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: segments.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_ESTIMATE,
    getItemKey: (index) => segments[index]?.id ?? index,
    overscan: 8,
    scrollMargin: rows.current?.offsetTop ?? 0,
  });
  const speakerOf = useMemo(
    () => new Map(speakers.map((person) => [person.id, person])),
    [speakers],
  );

  const feelings = useMemo(() => feelingsOfSegments(segments, emotions), [segments, emotions]);

  const show = useEffectEvent((index: number) => {
    if (virtual) virtualizer.scrollToIndex(index, { align: "center" });
    else rows.current?.children[index]?.scrollIntoView({ block: "center" });
  });
  const indexOf = useEffectEvent((position: number) =>
    segments.findIndex((segment) => segment.position === position),
  );
  useEffect(() => {
    if (target === null) return;
    const index = indexOf(target.position);
    if (index >= 0) show(index);
  }, [target]);
  useEffect(() => {
    if (find.current !== null) show(find.current.item);
  }, [find.current]);

  const row = (index: number): ReactNode => {
    const segment = segments[index];
    if (segment === undefined) return null;
    return (
      <TranscriptRow
        meetingId={meetingId}
        segment={segment}
        speaker={speakerOf.get(segment.participantId) ?? null}
        feeling={feelings.get(segment.id) ?? null}
        isFirst={segments[index - 1]?.participantId !== segment.participantId}
        places={find.byItem.get(index) ?? NO_PLACES}
        current={find.current?.item === index ? find.current : null}
        flash={target?.position === segment.position ? target.nonce : null}
        onJump={onJump}
      />
    );
  };

  return (
    <div
      ref={scroller}
      className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain pb-10"
    >
      {before}
      {virtual ? (
        <div ref={rows} className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{
                transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)`,
              }}
            >
              {row(item.index)}
            </div>
          ))}
        </div>
      ) : (
        <div ref={rows}>
          {segments.map((segment, index) => (
            <div key={segment.id}>{row(index)}</div>
          ))}
        </div>
      )}
    </div>
  );
};
