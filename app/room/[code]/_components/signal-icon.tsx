import { createLucideIcon, type LucideIcon } from "lucide-react";

const BARS = ["M4 20v-3", "M9.33 20v-7", "M14.67 20V9", "M20 20V4"] as const;

/** The bars that are missing stay in sight, faintly: a dot alone would hardly be seen. */
const signal = (name: string, lit: number): LucideIcon =>
  createLucideIcon(
    name,
    BARS.map((d, index) => [
      "path",
      { d, key: d, strokeWidth: 3, opacity: index < lit ? 1 : 0.35 },
    ]),
  );

export const WeakSignal = signal("weak-signal", 1);
export const FairSignal = signal("fair-signal", 2);
