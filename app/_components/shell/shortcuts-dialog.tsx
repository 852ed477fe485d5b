"use client";

import { Fragment } from "react";
import { SHORTCUTS, type ShortcutGroup } from "@/lib/client/shortcuts";
import { Dialog, DialogContent, Kbd } from "../ui";

const WORDS = new Set(["then", "to"]);

/** `G then M` → two keys with the word between them. */
const Keys = ({ keys }: { keys: string }) => (
  <span className="flex items-center gap-1 text-ink-3 text-sm">
    {keys.split(" ").map((part) => (
      <Fragment key={part}>{WORDS.has(part) ? part : <Kbd>{part}</Kbd>}</Fragment>
    ))}
  </span>
);

/** The catalogue of keys; of the pages outside the live room unless told otherwise. */
export const ShortcutsDialog = ({
  open,
  onOpenChange,
  groups = SHORTCUTS,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  groups?: readonly ShortcutGroup[];
}) => (
  <Dialog open={open} onOpenChange={onOpenChange}>
    <DialogContent title="Keyboard shortcuts" wide>
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        {groups.map(({ group, keys }) => (
          <section key={group}>
            <h3 className="mb-1 font-semibold text-ink-3 text-sm tracking-normal">{group}</h3>
            <dl>
              {keys.map(({ key, does }) => (
                <div
                  key={key}
                  className="flex min-h-10 items-center justify-between gap-4 border-line border-b last:border-0"
                >
                  <dt className="order-2">
                    <Keys keys={key} />
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </DialogContent>
  </Dialog>
);
