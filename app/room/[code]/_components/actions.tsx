"use client";

import { Check, type LucideIcon } from "lucide-react";
import { Fragment } from "react";
import {
  cn,
  Kbd,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  MenuSub,
  MenuSubContent,
  MenuSubTrigger,
} from "@/app/_components/ui";

/** Something one can choose in a menu, or in a sheet on a phone. */
export type ActionItem = {
  key: string;
  label: string;
  icon: LucideIcon;
  shortcut?: string;
  danger?: boolean;
  isOn?: boolean;
  run: () => void;
};
export type ActionGroup = {
  key: string;
  label?: string;
  /** In a menu the group is a submenu behind this icon. */
  nested?: LucideIcon;
  items: readonly ActionItem[];
};

const Entry = ({ item }: { item: ActionItem }) => (
  <MenuItem danger={item.danger ?? false} onSelect={item.run}>
    <item.icon aria-hidden />
    {item.label}
    {item.isOn && <Check aria-label="(on)" className="ml-auto" />}
    {item.shortcut && (
      <Kbd className={cn(!item.isOn && "ml-auto", "max-md:hidden")}>{item.shortcut}</Kbd>
    )}
  </MenuItem>
);

/** Groups of actions inside a menu. */
export const ActionMenuItems = ({ groups }: { groups: readonly ActionGroup[] }) =>
  groups
    .filter(({ items }) => items.length > 0)
    .map(({ key, label, nested: Nested, items }, index) => (
      <Fragment key={key}>
        {index > 0 && <MenuSeparator />}
        {Nested ? (
          <MenuSub>
            <MenuSubTrigger>
              <Nested aria-hidden />
              {label}
            </MenuSubTrigger>
            <MenuSubContent>
              {items.map((item) => (
                <Entry key={item.key} item={item} />
              ))}
            </MenuSubContent>
          </MenuSub>
        ) : (
          <>
            {label && <MenuLabel>{label}</MenuLabel>}
            {items.map((item) => (
              <Entry key={item.key} item={item} />
            ))}
          </>
        )}
      </Fragment>
    ));

/** The same actions as buttons of a sheet. */
export const ActionList = ({
  groups,
  onChosen,
}: {
  groups: readonly ActionGroup[];
  onChosen: () => void;
}) => (
  <div className="flex flex-col gap-4">
    {groups
      .filter(({ items }) => items.length > 0)
      .map(({ key, label, items }) => (
        <section key={key} aria-label={label}>
          {label && <h3 className="mb-1 font-semibold text-ink-3 text-sm">{label}</h3>}
          <ul className="divide-y divide-line overflow-hidden rounded-md bg-sunken/60">
            {items.map((item) => (
              <li key={item.key}>
                <button
                  type="button"
                  aria-pressed={item.isOn}
                  onClick={() => {
                    onChosen();
                    item.run();
                  }}
                  className={cn(
                    "flex min-h-12 w-full items-center gap-3 px-4 text-left focus-visible:-outline-offset-2",
                    item.danger && "text-record",
                  )}
                >
                  <item.icon aria-hidden className="size-5" />
                  {item.label}
                  {item.isOn && <Check aria-hidden className="ml-auto size-5" />}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
  </div>
);
