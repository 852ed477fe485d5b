import type { Metadata } from "next";
import { requireAdmin } from "@/lib/auth/page";
import { AdminPage } from "./_components/admin-page";

export const metadata: Metadata = { title: "Admin" };

const Page = async () => {
  const account = await requireAdmin("/admin");
  return <AdminPage selfId={account.id} />;
};

export default Page;
