"use client";

import { useMutation } from "@tanstack/react-query";
import { Button } from "@/app/_components/ui";
import { errorSentence } from "@/lib/client/api";
import { count } from "@/lib/client/format";
import { forgetOwnEmotions } from "@/lib/room/client/rooms-api";
import { say } from "../_hooks/say";

/** On the way out: what was guessed of oneself can go, also for those without an account. */
export const ForgetOwn = ({ code }: { code: string }) => {
  const forget = useMutation({
    mutationFn: () => forgetOwnEmotions(code),
    onError: (error) => say.problem(errorSentence(error)),
  });
  return (
    <div role="status" className="mt-4 flex flex-col items-center gap-1.5">
      {forget.data ? (
        <p>What was read of you is deleted: {count(forget.data.deleted, "moment", "moments")}.</p>
      ) : (
        <>
          <p>Your emotion was read in this meeting. The guesses are kept with it.</p>
          <Button size="sm" busy={forget.isPending} onClick={() => forget.mutate()}>
            Delete what was read of me
          </Button>
        </>
      )}
    </div>
  );
};
