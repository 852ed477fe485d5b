import type { Announcement } from "../_hooks/use-announcer";

/** The room's one polite live region: what the screen shows by itself, for those who do not see it. */
export const Announcer = ({ lines }: { lines: readonly Announcement[] }) => (
  <div role="log" aria-label="What happens" aria-live="polite" className="sr-only">
    {lines.map(({ key, sentence }) => (
      <p key={key}>{sentence}</p>
    ))}
  </div>
);
