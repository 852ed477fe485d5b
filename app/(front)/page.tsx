import Link from "next/link";
import { redirect } from "next/navigation";
import { currentUser } from "@/lib/auth/page";
import { HOME } from "@/lib/client/paths";
import { JoinByCode } from "../_components/join-by-code";
import { Button } from "../_components/ui";
import { TranscriptSample } from "./_components/transcript-sample";

const PROMISES = [
  {
    title: "Everybody is asked",
    text: "Each person’s own browser records that person, and only after they agreed. Who says no has no words in the transcript.",
  },
  {
    title: "Every sentence can be checked",
    text: "The transcript knows who spoke, because it never has to guess. Each line of the summary ends in the moments it rests on.",
  },
  {
    title: "It stays with you",
    text: "Speech is turned into text on this machine. Nothing is sent to anybody unless you decide so.",
  },
] as const;

const Landing = async () => {
  if ((await currentUser()) !== null) redirect(HOME);
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col justify-center gap-16 px-6 py-10 md:gap-24 md:py-16">
      <div className="grid items-center gap-12 lg:grid-cols-[minmax(0,1fr)_minmax(0,30rem)] lg:gap-20">
        <div className="flex max-w-xl flex-col gap-6">
          <h1 className="font-bold text-[clamp(2.25rem,6vw,3.5rem)] leading-[1.05] tracking-[-0.035em]">
            Meetings that remember
          </h1>
          <p className="max-w-md text-pretty text-ink-2 text-lg">
            Meet in the browser. Afterwards, read who said what, see it in a few sentences, and find
            any of it again.
          </p>
          <div className="flex flex-wrap gap-3">
            <Button asChild look="primary" size="lg" className="max-sm:w-full">
              <Link href="/sign-up">Create an account</Link>
            </Button>
            <Button asChild size="lg" className="max-sm:w-full">
              <Link href="/sign-in">Sign in</Link>
            </Button>
          </div>
          <div className="mt-2 flex max-w-md flex-col gap-2 border-line border-t pt-6">
            <p className="text-ink-2 text-sm">
              Were you invited? Enter the code or paste the link. You need no account.
            </p>
            <JoinByCode className="mb-5" />
          </div>
        </div>
        <TranscriptSample />
      </div>
      <ul className="grid gap-8 border-line border-t pt-10 md:grid-cols-3 md:gap-12">
        {PROMISES.map(({ title, text }) => (
          <li key={title} className="flex flex-col gap-1.5">
            <h2 className="font-semibold text-lg">{title}</h2>
            <p className="text-pretty text-ink-2">{text}</p>
          </li>
        ))}
      </ul>
    </div>
  );
};

export default Landing;
