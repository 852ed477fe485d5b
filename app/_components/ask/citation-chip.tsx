"use client";

import Link from "next/link";
import { Popover as Radix } from "radix-ui";
import { type FocusEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import type { Source } from "@/lib/answers/schema";
import { clock, longDate } from "@/lib/client/format";
import { meetingPath } from "@/lib/client/paths";
import { PlayButton } from "../play-button";
import { Avatar, speakerColour } from "../ui";

/** So long a pointer rests before the quote opens, and may be away before it closes; milliseconds. */
const OPEN_MS = 150;
const CLOSE_MS = 200;
/** Of a long line as much as is read in passing. */
const QUOTE_MAX = 420;

const shortened = (text: string): string =>
  text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX).trimEnd()} …` : text;

/**
 * A numbered citation: pointing at it or reaching it by keyboard shows the quoted line, a click
 * opens it at its second. A finger sees the quote first, and opens it from there.
 */
export const CitationChip = ({
  number,
  source,
  onJump,
}: {
  number: number;
  source: Source;
  /** Inside the meeting's own page: shows the line in the transcript beside. */
  onJump: ((position: number) => void) | null;
}) => {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (next: boolean, ms: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(next), ms);
  };
  const hover = {
    onPointerEnter: (event: { pointerType: string }) =>
      event.pointerType === "mouse" && later(true, OPEN_MS),
    onPointerLeave: (event: { pointerType: string }) =>
      event.pointerType === "mouse" && later(false, CLOSE_MS),
  };
  const follow = (event: MouseEvent): void => {
    const isTouch = (event.nativeEvent as PointerEvent).pointerType === "touch";
    if (isTouch && !open) {
      event.preventDefault();
      setOpen(true);
      return;
    }
    if (onJump === null || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setOpen(false);
    onJump(source.position);
  };
  const onBlur = (event: FocusEvent): void => {
    if (!box.current?.contains(event.relatedTarget)) later(false, 0);
  };
  const href = meetingPath(source.meetingId, source.position);
  const at = `${source.speaker} at ${clock(source.startMs)}`;
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      {/* The quote stands right behind its number, so that Tab goes on into it. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only notes when focus leaves the link and its quote. */}
      <span ref={box} onBlur={onBlur} className="whitespace-nowrap">
        <Radix.Anchor asChild>
          <Link
            href={href}
            prefetch={false}
            aria-label={`Source ${number}: ${at}${onJump ? "" : ` in ${source.meetingTitle}`}`}
            onClick={follow}
            onFocus={(event) => event.target.matches(":focus-visible") && later(true, 0)}
            {...hover}
            className="nums relative ml-1 inline-flex min-w-5 justify-center rounded-[5px] bg-accent-soft px-1 align-[0.12em] font-semibold font-ui text-accent text-xs leading-5 transition-colors after:absolute after:-inset-x-0.5 after:-inset-y-2 hover:bg-accent hover:text-accent-ink md:after:inset-0"
          >
            {number}
          </Link>
        </Radix.Anchor>
        {open && (
          <Radix.Content
            aria-label={`What ${at} said`}
            side="top"
            sideOffset={6}
            collisionPadding={12}
            onOpenAutoFocus={(event) => event.preventDefault()}
            onCloseAutoFocus={(event) => event.preventDefault()}
            onEscapeKeyDown={(event) => event.stopPropagation()}
            {...hover}
            data-speaker={speakerColour(source.colour)}
            className="z-50 flex w-[min(22rem,calc(100vw-2rem))] animate-appear flex-col gap-2 whitespace-normal rounded-md border border-line bg-surface p-3.5 text-left text-ink shadow-float outline-none"
          >
            <span className="flex items-center gap-2">
              <Avatar name={source.speaker} colour={source.colour} size="xs" />
              <span className="min-w-0 flex-1 truncate font-semibold font-ui text-(--speaker) text-base">
                <bdi>{source.speaker}</bdi>
              </span>
              <PlayButton
                meetingId={source.meetingId}
                segmentId={source.segmentId}
                speaker={source.speaker}
                startMs={source.startMs}
                className="size-8 bg-accent-soft text-accent"
              />
            </span>
            <q dir="auto" className="font-read text-base leading-snug [overflow-wrap:anywhere]">
              {shortened(source.text)}
            </q>
            <span className="nums flex items-baseline justify-between gap-3 font-ui text-ink-3 text-sm">
              <span className="min-w-0 truncate">
                {onJump === null && source.meetingTitle}
                {onJump === null && source.meetingStartedAt !== null && " · "}
                {source.meetingStartedAt !== null && longDate(source.meetingStartedAt)}
              </span>
              <Link
                href={href}
                prefetch={false}
                onClick={(event) => {
                  if (onJump === null || event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  setOpen(false);
                  onJump(source.position);
                }}
                className="shrink-0 rounded-sm font-semibold text-accent hover:underline max-md:py-2"
              >
                Open at {clock(source.startMs)}
              </Link>
            </span>
          </Radix.Content>
        )}
      </span>
    </Radix.Root>
  );
};
