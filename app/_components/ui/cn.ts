import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins class names; of two Tailwind utilities for the same property the later one wins. */
export const cn = (...parts: ClassValue[]): string => twMerge(clsx(parts));
