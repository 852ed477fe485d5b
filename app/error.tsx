"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Button, EmptyState } from "./_components/ui";

/** What people see when a page broke: nothing of theirs is lost, and two ways on. */
const PageError = ({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) => (
  <main id="main">
    <EmptyState
      icon={TriangleAlert}
      level={1}
      title="This page could not be shown"
      className="pt-[18vh]"
      action={
        <>
          <Button look="primary" onClick={reset}>
            Try again
          </Button>
          <Button asChild>
            <Link href="/">Go to the start</Link>
          </Button>
        </>
      }
    >
      <p>Your meetings and transcripts are not affected.</p>
      {error.digest !== undefined && (
        <p className="mt-2 text-ink-3 text-sm">
          If it happens again, tell your admin this number: {error.digest}
        </p>
      )}
    </EmptyState>
  </main>
);

export default PageError;
