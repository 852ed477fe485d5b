import { House, type LucideIcon, Search, ShieldCheck, Sparkles } from "lucide-react";
import type { Account } from "@/lib/auth/schema";

export type Place = { href: string; label: string; icon: LucideIcon };

/** The places somebody can go; Admin for admins alone. */
export const placesFor = (account: Account): Place[] => [
  { href: "/meetings", label: "Meetings", icon: House },
  { href: "/search", label: "Search", icon: Search },
  { href: "/ask", label: "Ask", icon: Sparkles },
  ...(account.role === "admin" ? [{ href: "/admin", label: "Admin", icon: ShieldCheck }] : []),
];

/** Whether a place is where we are, or holds it. */
export const isHere = (place: Place, pathname: string): boolean =>
  pathname === place.href || pathname.startsWith(`${place.href}/`);
