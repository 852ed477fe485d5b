import type { Metadata } from "next";
import { QUESTION_MAX } from "@/lib/answers/schema";
import { requireUser } from "@/lib/auth/page";
import { AskPage } from "./_components/ask-page";

export const metadata: Metadata = { title: "Ask" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const Page = async ({ searchParams }: Props) => {
  const { q } = await searchParams;
  const asked = typeof q === "string" ? q.slice(0, QUESTION_MAX) : "";
  await requireUser(asked === "" ? "/ask" : `/ask?q=${encodeURIComponent(asked)}`);
  return <AskPage />;
};

export default Page;
