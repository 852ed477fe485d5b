"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "@/app/_components/copy-text";
import type { Summary } from "@/lib/summaries/schema";
import { Button, Menu, MenuContent, MenuItem, MenuTrigger } from "../../../../../_components/ui";
import { summaryText } from "../../_view/summary";

const COPIED_MS = 2_000;

/** Copies the summary, as text or as Markdown. */
export const CopyMenu = ({ title, summary }: { title: string; summary: Summary }) => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (format: "text" | "markdown"): Promise<void> => {
    const { meetingId, body } = summary;
    setCopied(
      await copyText(summaryText({ title, meetingId, body }, window.location.origin, format)),
    );
  };
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button size="sm" look="quiet">
          {copied ? <Check aria-hidden className="text-accent" /> : <Copy aria-hidden />}
          <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
        </Button>
      </MenuTrigger>
      <MenuContent align="start">
        <MenuItem onSelect={() => copy("text")}>As text</MenuItem>
        <MenuItem onSelect={() => copy("markdown")}>As Markdown</MenuItem>
      </MenuContent>
    </Menu>
  );
};
