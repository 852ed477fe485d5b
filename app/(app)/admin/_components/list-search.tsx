import { Search } from "lucide-react";
import { Input } from "../../../_components/ui";

/** Narrows a list. */
export const ListSearch = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) => (
  <search className="relative block max-w-sm">
    <Search
      aria-hidden
      className="pointer-events-none absolute top-3.5 left-3.5 size-4 text-ink-3"
    />
    <Input
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      maxLength={200}
      onChange={(event) => onChange(event.target.value)}
      className="pl-10"
    />
  </search>
);
