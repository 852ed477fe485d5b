import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/source-serif-4/wght.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { THEME_COOKIE, theme } from "@/lib/client/theme";
import { Providers } from "./_components/providers";

export const metadata: Metadata = {
  title: { default: "Parley", template: "%s · Parley" },
  description:
    "Meetings in the browser that remember: who said what, a short summary, and a search that finds any of it.",
  icons: { icon: "/icon.svg" },
  robots: { index: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf7" },
    { media: "(prefers-color-scheme: dark)", color: "#121413" },
  ],
};

/** The cookie decides before the first paint, so the page never flashes in the other theme. */
const RootLayout = async ({ children }: { children: ReactNode }) => {
  const chosen = theme.catch("system").parse((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={chosen === "system" ? undefined : chosen} suppressHydrationWarning>
      <body>
        <a
          href="#main"
          className="-translate-y-24 fixed top-3 left-3 z-50 rounded-md bg-ink px-4 py-3 font-semibold text-paper transition-transform focus:translate-y-0"
        >
          Skip to the content
        </a>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
};

export default RootLayout;
