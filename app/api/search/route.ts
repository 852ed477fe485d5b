import { signedIn } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";
import { searchAnswer, searchQuery } from "@/lib/search/schema";
import { search, searchInput } from "@/lib/search/service";

export const GET = route({
  name: "search",
  access: signedIn,
  limit: { points: 120, seconds: 60, by: "principal" },
  query: searchQuery,
  out: searchAnswer,
  handler: ({ principal, query }) => search(searchInput(principal.id, query)),
});
