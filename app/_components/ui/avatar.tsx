import { cn } from "./cn";

/** "Maria Keller" → "MK", "Jonas" → "JO": two letters, by code points, so that no emoji is cut. */
const initials = (name: string): string => {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = [...(words[0] ?? "")];
  const last = [...(words.length > 1 ? (words.at(-1) ?? "") : "")];
  const letters = last.length > 0 ? [first[0], last[0]] : first.slice(0, 2);
  return letters.join("").toLocaleUpperCase();
};

const sizes = {
  xs: "size-6 text-[0.625rem]",
  sm: "size-7 text-[0.6875rem]",
  md: "size-8 text-xs",
  lg: "size-12 text-base",
  xl: "size-24 text-2xl",
} as const;

/** A person as initials in their speaker colour (1-8). The name stands beside it: this is decoration. */
export const Avatar = ({
  name,
  colour,
  size = "sm",
  className,
}: {
  name: string;
  colour: number;
  size?: keyof typeof sizes;
  className?: string;
}) => (
  <span
    aria-hidden
    data-speaker={speakerColour(colour)}
    title={name}
    className={cn(
      "inline-flex shrink-0 select-none items-center justify-center rounded-full bg-(--speaker) font-bold text-(--speaker-ink) leading-none",
      sizes[size],
      className,
    )}
  >
    {initials(name)}
  </span>
);

/** Any integer → 1-8, so that a stored colour out of range still has one. */
export const speakerColour = (colour: number): number => ((((colour - 1) % 8) + 8) % 8) + 1;

/** A stable colour, 1-8, for an account that has no speaker colour of its own. */
export const colourOf = (id: string): number =>
  speakerColour([...id].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973, 7));

/** Several people, overlapping; the rest as a number. Read out as one list of names. */
export const AvatarStack = ({
  people,
  max = 4,
}: {
  people: readonly { id: string; name: string; colour: number }[];
  max?: number;
}) => {
  if (people.length === 0) return null;
  const shown = people.slice(0, people.length > max ? max - 1 : max);
  const rest = people.length - shown.length;
  return (
    <span
      role="img"
      aria-label={people.map((person) => person.name).join(", ")}
      className="flex items-center -space-x-1"
    >
      {shown.map((person) => (
        <Avatar
          key={person.id}
          name={person.name}
          colour={person.colour}
          className="ring-2 ring-paper"
        />
      ))}
      {rest > 0 && (
        <span
          aria-hidden
          className="nums inline-flex size-7 items-center justify-center rounded-full bg-sunken font-bold text-[0.6875rem] text-ink-2 ring-2 ring-paper"
        >
          +{rest}
        </span>
      )}
    </span>
  );
};
