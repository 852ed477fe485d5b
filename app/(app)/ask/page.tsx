import type { Metadata } from "next";
import { z } from "zod";
import { QUESTION_MAX } from "@/lib/answers/schema";
import { requireUser } from "@/lib/auth/page";
import { AskPage } from "./_components/ask-page";

export const metadata: Metadata = { title: "Ask" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const Page = async ({ searchParams }: Props) => {
  const { q, s } = await searchParams;
  // Only put into the box: an address must not ask, and cost words, by itself.
  const asked = typeof q === "string" ? q.slice(0, QUESTION_MAX) : "";
  const session = z.uuid().safeParse(s);
  await requireUser(asked === "" ? "/ask" : `/ask?q=${encodeURIComponent(asked)}`);
  return <AskPage asked={asked} openId={session.success ? session.data : null} />;
};

export default Page;
