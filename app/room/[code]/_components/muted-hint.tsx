import { Kbd } from "@/app/_components/ui";

/** Beside the microphone's button, while one speaks into a muted one. */
export const MutedHint = ({ onUnmute }: { onUnmute: () => void }) => (
  <div className="absolute bottom-full left-0 z-20 mb-2 flex animate-rise items-center gap-3 rounded-md border border-line bg-surface py-1.5 pr-1.5 pl-3.5 shadow-float">
    <span className="font-medium text-sm">You are muted</span>
    <button
      type="button"
      onClick={onUnmute}
      className="inline-flex h-9 items-center gap-2 rounded-sm bg-accent px-3 font-semibold text-accent-ink text-sm hover:bg-accent-strong max-md:h-11"
    >
      Unmute
      <Kbd className="border-accent-ink/30 bg-transparent text-accent-ink max-md:hidden">M</Kbd>
    </button>
  </div>
);
