"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Toaster } from "sonner";
import { ApiError } from "@/lib/client/api";
import { TooltipProvider } from "./ui";

/** A refusal stays a refusal; only a server or a line that failed is worth asking again. */
const worthRetrying = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);

/** What every page needs in the browser: the query cache, tooltips and toasts. */
export const Providers = ({ children }: { children: ReactNode }) => {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { staleTime: 5_000, retry: worthRetrying } },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <TooltipProvider>{children}</TooltipProvider>
      <Toaster
        position="bottom-center"
        offset={24}
        mobileOffset={{ top: 88, bottom: 88, left: 16, right: 16 }}
        toastOptions={{
          style: {
            background: "var(--surface)",
            color: "var(--ink)",
            border: "1px solid var(--line)",
            borderRadius: "var(--radius-md)",
            boxShadow: "var(--lift-float)",
            fontFamily: "var(--font-ui)",
            fontSize: "0.9375rem",
          },
        }}
      />
    </QueryClientProvider>
  );
};
