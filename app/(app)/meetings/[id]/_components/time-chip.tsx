import { clock } from "@/lib/client/format";

/** A moment to click: goes to the segment and shows it. A real link, so it can be copied. */
export const TimeChip = ({
  position,
  startMs,
  onJump,
}: {
  position: number;
  startMs: number;
  onJump: (position: number) => void;
}) => (
  <a
    href={`#s${position}`}
    aria-label={`Go to ${clock(startMs)}`}
    onClick={(event) => {
      event.preventDefault();
      onJump(position);
    }}
    className="nums relative mr-1 inline-block rounded-[5px] bg-accent-soft px-1.5 align-[0.1em] font-semibold font-ui text-accent text-xs leading-5 transition-colors after:absolute after:-inset-x-0.5 after:-inset-y-2 hover:bg-accent hover:text-accent-ink md:after:inset-0"
  >
    {clock(startMs)}
  </a>
);
