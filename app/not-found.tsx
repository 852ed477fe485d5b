import { Compass } from "lucide-react";
import Link from "next/link";
import { Button, EmptyState, Logo } from "./_components/ui";

const NotFound = () => (
  <>
    <header className="px-6 py-5">
      <Link href="/">
        <Logo />
      </Link>
    </header>
    <main id="main">
      <EmptyState
        icon={Compass}
        level={1}
        title="There is nothing here"
        className="pt-[14vh]"
        action={
          <Button asChild look="primary">
            <Link href="/">Go to the start</Link>
          </Button>
        }
      >
        The address may be mistyped, or what was here is gone.
      </EmptyState>
    </main>
  </>
);

export default NotFound;
