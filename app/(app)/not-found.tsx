import { Compass } from "lucide-react";
import Link from "next/link";
import { Button, EmptyState } from "../_components/ui";

const NotFound = () => (
  <EmptyState
    icon={Compass}
    level={1}
    title="There is nothing here, or it is not yours to see"
    className="pt-[18vh]"
    action={
      <>
        <Button asChild look="primary">
          <Link href="/meetings">Your meetings</Link>
        </Button>
        <Button asChild>
          <Link href="/search">Search</Link>
        </Button>
      </>
    }
  >
    If somebody sent you this link, ask them for the meeting’s own link, or check that you signed in
    with the account you attended with.
  </EmptyState>
);

export default NotFound;
