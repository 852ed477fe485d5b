import { Link2 } from "lucide-react";
import { Button } from "@/app/_components/ui";

/** The way for others to come in. */
export const InviteLink = ({ onCopy }: { onCopy: () => void }) => (
  <Button wide onClick={onCopy}>
    <Link2 aria-hidden />
    Copy the link for others
  </Button>
);
