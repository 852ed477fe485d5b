import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { currentUser } from "@/lib/auth/page";
import { safeNext } from "@/lib/client/paths";
import { Button } from "../../_components/ui";
import { AuthCard } from "../_components/auth-card";
import { SignInForm } from "./_components/sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const SignInPage = async ({ searchParams }: Props) => {
  const next = safeNext((await searchParams).next);
  if ((await currentUser()) !== null) redirect(next);
  return (
    <AuthCard
      title="Welcome back"
      lead="Sign in to your meetings."
      other={
        <>
          New here?{" "}
          <Button asChild look="link" size="inline">
            <Link href={`/sign-up?next=${encodeURIComponent(next)}`}>Create an account</Link>
          </Button>
        </>
      }
    >
      <SignInForm next={next} />
    </AuthCard>
  );
};

export default SignInPage;
