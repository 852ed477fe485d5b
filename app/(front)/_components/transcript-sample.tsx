import { Avatar } from "../../_components/ui";

const LINES = [
  {
    time: "04:12",
    name: "Ines Ferrer",
    colour: 4,
    text: "Can we open the library on Sundays from May on?",
  },
  {
    time: "04:17",
    name: "Tom Adeyemi",
    colour: 2,
    text: "If two of us take turns, yes. I would start with the mornings.",
  },
  {
    time: "04:26",
    name: "Ruth Lang",
    colour: 3,
    text: "Then let us try it for eight weeks and count the visitors.",
  },
] as const;

/** What a meeting turns into, as a picture made of text. */
export const TranscriptSample = () => (
  <figure
    aria-label="An example of a transcript and its summary"
    className="overflow-hidden rounded-lg border border-line bg-surface shadow-float"
  >
    <div className="flex flex-col gap-5 p-6 sm:p-7">
      {LINES.map(({ time, name, colour, text }) => (
        <div key={time} className="flex gap-3" data-speaker={colour}>
          <Avatar name={name} colour={colour} className="mt-0.5" />
          <div className="min-w-0 flex-1">
            <div className="flex items-baseline justify-between gap-3">
              <span className="font-semibold text-(--speaker) text-sm">{name}</span>
              <span className="nums text-ink-3 text-sm">{time}</span>
            </div>
            <p className="font-read text-lg leading-normal">{text}</p>
          </div>
        </div>
      ))}
    </div>
    <figcaption className="border-line border-t bg-sunken/60 px-6 py-5 sm:px-7">
      <p className="font-read text-lg leading-normal">
        The library opens on Sunday mornings from May, for eight weeks at first.{" "}
        {["04:17", "04:26"].map((time) => (
          <span
            key={time}
            className="nums mr-1 inline-block rounded-[5px] bg-accent-soft px-1.5 align-[0.1em] font-semibold font-ui text-accent text-xs leading-5"
          >
            {time}
          </span>
        ))}
      </p>
    </figcaption>
  </figure>
);
