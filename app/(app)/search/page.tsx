import type { Metadata } from "next";
import { requireUser } from "@/lib/auth/page";
import { filtersFrom, searchPath } from "@/lib/client/search-filters";
import { warmUpSearch } from "@/lib/search/service";
import { SearchPage } from "./_components/search-page";

export const metadata: Metadata = { title: "Search" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const Page = async ({ searchParams }: Props) => {
  const account = await requireUser(searchPath(filtersFrom(await searchParams)));
  // While somebody still thinks about what to type.
  void warmUpSearch();
  return <SearchPage isAdmin={account.role === "admin"} />;
};

export default Page;
