import { admin } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";
import { explainSearch } from "@/lib/search/explain";
import { searchExplanation, searchQuery } from "@/lib/search/schema";
import { searchInput } from "@/lib/search/service";

export const GET = route({
  name: "search-explain",
  access: admin,
  limit: { points: 60, seconds: 60, by: "principal" },
  query: searchQuery,
  out: searchExplanation,
  handler: ({ principal, query }) => explainSearch(searchInput(principal.id, query)),
});
