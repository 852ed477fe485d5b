import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { currentUser } from "@/lib/auth/page";
import { isNewInstance } from "@/lib/auth/service";
import { safeNext } from "@/lib/client/paths";
import { Button } from "../../_components/ui";
import { AuthCard } from "../_components/auth-card";
import { SignUpForm } from "./_components/sign-up-form";

export const metadata: Metadata = { title: "Create an account" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const SignUpPage = async ({ searchParams }: Props) => {
  const next = safeNext((await searchParams).next);
  if ((await currentUser()) !== null) redirect(next);
  return (
    <AuthCard
      title="Create an account"
      lead={
        (await isNewInstance())
          ? "You are the first here, so this account will also administer this instance."
          : "With it you host meetings and keep what was said in those you attend."
      }
      other={
        <>
          Do you have one?{" "}
          <Button asChild look="link" size="inline">
            <Link href={`/sign-in?next=${encodeURIComponent(next)}`}>Sign in</Link>
          </Button>
        </>
      }
    >
      <SignUpForm next={next} />
    </AuthCard>
  );
};

export default SignUpPage;
