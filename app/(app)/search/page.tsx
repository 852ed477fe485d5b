import type { Metadata } from "next";
import { requireUser } from "@/lib/auth/page";
import { QUERY_MAX } from "@/lib/search/schema";
import { warmUpSearch } from "@/lib/search/service";
import { SearchPage } from "./_components/search-page";

export const metadata: Metadata = { title: "Search" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const Page = async ({ searchParams }: Props) => {
  const { q } = await searchParams;
  const asked = typeof q === "string" ? q.slice(0, QUERY_MAX) : "";
  await requireUser(asked === "" ? "/search" : `/search?q=${encodeURIComponent(asked)}`);
  // While somebody still thinks about what to type.
  void warmUpSearch();
  return <SearchPage asked={asked} />;
};

export default Page;
