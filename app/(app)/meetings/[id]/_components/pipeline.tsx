import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle } from "lucide-react";
import { errorSentence } from "@/lib/client/api";
import { percent, secondsLeft } from "@/lib/client/format";
import { keys, retryMeeting } from "@/lib/client/queries";
import type { MeetingDetail, PipelineStep } from "@/lib/meetings/schema";
import { STEP_WORDS } from "../../../../_components/meeting-words";
import { Button, cn, Progress } from "../../../../_components/ui";

const icons = {
  queued: { icon: CircleDashed, className: "text-ink-3", word: "Waiting" },
  running: { icon: LoaderCircle, className: "animate-spin text-accent", word: "Running" },
  done: { icon: CircleCheck, className: "text-accent", word: "Done" },
  failed: { icon: CircleAlert, className: "text-record", word: "Failed" },
} as const;

const aside = (step: PipelineStep): string => {
  if (step.state !== "running") return icons[step.state].word;
  const left = step.secondsLeft === null ? "" : ` · ${secondsLeft(step.secondsLeft)}`;
  return `${percent(step.progress)}${left}`;
};

const Step = ({ step, action }: { step: PipelineStep; action: React.ReactNode }) => {
  const { icon: Icon, className } = icons[step.state];
  const { name } = STEP_WORDS[step.step];
  return (
    <li className="flex gap-3 py-2.5">
      <Icon aria-hidden className={cn("mt-0.5 size-5", className)} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className={cn(step.state === "queued" ? "text-ink-2" : "font-semibold")}>
            {name}
          </span>
          <span className="nums text-ink-2 text-sm">{aside(step)}</span>
        </div>
        {step.state === "running" && (
          <Progress label={name} value={step.progress} className="mt-2" />
        )}
        {step.state === "failed" && (
          <div className="mt-1 flex flex-col items-start gap-3">
            <p className="text-pretty [overflow-wrap:anywhere]">
              {step.message ?? "This step did not finish."}
            </p>
            {action}
          </div>
        )}
      </div>
    </li>
  );
};

/** What is being done with the recording, step by step, and what the host can do when one failed. */
export const Pipeline = ({
  meeting,
  only = () => true,
}: {
  meeting: MeetingDetail;
  /** Leaves out steps that need not be shown. */
  only?: (step: PipelineStep) => boolean;
}) => {
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => retryMeeting(meeting.id),
    onSettled: () => client.invalidateQueries({ queryKey: keys.meeting(meeting.id) }),
  });
  const action =
    meeting.role === "host" ? (
      <>
        <Button size="sm" look="primary" busy={retry.isPending} onClick={() => retry.mutate()}>
          Try again
        </Button>
        {retry.isError && (
          <p role="alert" className="text-record text-sm">
            {errorSentence(retry.error)}
          </p>
        )}
      </>
    ) : (
      <p className="text-ink-2 text-sm">The host can try again.</p>
    );
  return (
    <ol aria-label="What is being done" className="divide-y divide-line">
      {meeting.steps.filter(only).map((step) => (
        <Step key={step.step} step={step} action={action} />
      ))}
    </ol>
  );
};
