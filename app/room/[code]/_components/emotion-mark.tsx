"use client";

import { ShieldCheck, Square } from "lucide-react";
import { Button, cn } from "@/app/_components/ui";
import { capturedWords, visibleShort, visibleWords } from "../_view/feelings";
import { useRoomScope } from "./room-scope";

/** That emotion is on and who sees it, for everybody; and what is read of oneself, with its end. */
export const EmotionMark = () => {
  const { state, view, actions } = useRoomScope();
  const { status, capturing } = state.emotion;
  if (!status.active) return null;
  const captured = capturedWords(capturing);
  return (
    <div className={cn("flex min-w-0 items-center gap-2", view.isCompact && "col-span-3")}>
      {captured !== null && (
        <LiveBadge
          captured={captured}
          seenBy={view.isCompact ? visibleShort(status.visibility) : null}
          onStop={() => void actions.stopEmotion()}
        />
      )}
      <VisibilityPill isShort={captured !== null} />
    </div>
  );
};

/** One's own face or voice is being read now. One click ends it, without a question. */
const LiveBadge = ({
  captured,
  seenBy,
  onStop,
}: {
  captured: string;
  /** Written beneath where there is no room beside it. */
  seenBy: string | null;
  onStop: () => void;
}) => (
  <div className="flex h-9 min-w-0 items-center gap-2 rounded-full bg-warn-soft pr-1 pl-3.5 font-semibold text-sm text-warn max-md:h-11">
    <span aria-hidden className="size-2 shrink-0 animate-pulse-calm rounded-full bg-current" />
    <span className="min-w-0 leading-tight">
      <span className="block truncate">
        Emotion: {captured}
        {seenBy === null && " being read"}
      </span>
      {seenBy !== null && <span className="block text-xs">being read · {seenBy}</span>}
    </span>
    <Button
      size="sm"
      look="quiet"
      aria-label={`Stop reading my ${captured}`}
      onClick={onStop}
      className="h-7 bg-warn/15 px-2.5 text-warn hover:bg-warn/25 hover:text-warn max-md:h-11 max-md:px-3.5"
    >
      <Square aria-hidden className="size-3! fill-current" />
      Stop
    </Button>
  </div>
);

/** Who sees it. A click shows one's own answer, to change it. */
const VisibilityPill = ({ isShort }: { isShort: boolean }) => {
  const { state, openDialog } = useRoomScope();
  const { visibility } = state.emotion.status;
  const words = visibleWords(visibility);
  return (
    <button
      type="button"
      onClick={() => openDialog("emotion")}
      aria-label={`${words}. Change my answer`}
      title={words}
      className="inline-flex h-9 min-w-9 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-full bg-surface px-2.5 font-medium text-ink-2 text-sm transition-colors hover:text-ink max-md:h-11 max-md:min-w-11"
    >
      <ShieldCheck aria-hidden className="size-4" />
      {isShort ? (
        <span className="max-lg:sr-only">{visibleShort(visibility)}</span>
      ) : (
        <span>{words}</span>
      )}
    </button>
  );
};
