import type { Metadata } from "next";
import { requireUser } from "@/lib/auth/page";
import { HOME } from "@/lib/client/paths";
import { Dashboard } from "./_components/dashboard";

export const metadata: Metadata = { title: "Meetings" };

const MeetingsPage = async () => {
  const account = await requireUser(HOME);
  return <Dashboard account={account} />;
};

export default MeetingsPage;
