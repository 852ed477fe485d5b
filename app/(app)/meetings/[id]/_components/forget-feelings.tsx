"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { errorSentence } from "@/lib/client/api";
import { count } from "@/lib/client/format";
import { forgetEmotions, keys } from "@/lib/client/queries";
import { AlertDialog, Button } from "../../../../_components/ui";

/** Deletes what was read of oneself, after a question. */
export const ForgetFeelings = ({ meetingId }: { meetingId: string }) => {
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const forget = useMutation({
    mutationFn: () => forgetEmotions(meetingId),
    onSuccess: ({ deleted }) => {
      toast.success(`What was read of you is deleted: ${count(deleted, "moment", "moments")}.`);
      return client.invalidateQueries({ queryKey: keys.emotions(meetingId) });
    },
    onError: (error) => toast.error(errorSentence(error)),
    onSettled: () => setAsking(false),
  });
  return (
    <div>
      <Button onClick={() => setAsking(true)} className="max-md:w-full">
        <Trash2 aria-hidden />
        Delete what was read of me
      </Button>
      <AlertDialog
        open={isAsking}
        onOpenChange={setAsking}
        title="Delete what was read of you?"
        description="Every guess from your face and voice in this meeting goes, for you and for everybody who could see it. The transcript stays. It cannot be brought back."
        confirm="Delete"
        busy={forget.isPending}
        onConfirm={() => forget.mutate()}
      />
    </div>
  );
};
