import type { ReactNode } from "react";
import { currentUser } from "@/lib/auth/page";
import { Shell } from "../_components/shell";

/** The shell for who is signed in. Each page sends strangers to sign in, as only it knows its path. */
const AppLayout = async ({ children }: { children: ReactNode }) => {
  const account = await currentUser();
  return account === null ? children : <Shell account={account}>{children}</Shell>;
};

export default AppLayout;
