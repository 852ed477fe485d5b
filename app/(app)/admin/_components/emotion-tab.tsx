"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { adminEmotionQuery } from "@/lib/client/admin-queries";
import { errorSentence } from "@/lib/client/api";
import { Button, Callout, Skeleton } from "../../../_components/ui";
import { EmotionFigures } from "./emotion-figures";
import { EmotionPolicyForm } from "./emotion-policy-form";

/** Whether live emotion is offered here, what for, and how quick it is. */
export const EmotionTab = () => {
  const { data, error, isFetching, refetch } = useQuery(adminEmotionQuery);
  if (data === undefined)
    return error ? (
      <Callout
        tone="error"
        action={
          <Button busy={isFetching} onClick={() => refetch()}>
            Try again
          </Button>
        }
      >
        {errorSentence(error)}
      </Callout>
    ) : (
      <div role="status" aria-label="Loading" className="flex max-w-2xl flex-col gap-4">
        <Skeleton className="h-16" />
        <Skeleton className="h-48" />
      </div>
    );
  if (data.offForGood) return <OffForGood />;
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="flex flex-col gap-6">
        <EmotionPolicyForm policy={data} />
      </div>
      <div className="flex flex-col gap-6">
        <EmotionFigures />
        <VoiceState isAvailable={data.voiceAvailable} />
        <Law />
      </div>
    </div>
  );
};

const OffForGood = () => (
  <div className="flex max-w-2xl flex-col gap-6">
    <Callout title="Emotion is off for good on this instance.">
      Whoever runs it started it with <Setting>EMOTION=off</Setting>. Nothing is read of faces or
      voices, hosts are not offered it, and no admin can switch it on here. To offer it, that
      setting has to be taken out on the machine and the instance started again.
    </Callout>
    <Law />
  </div>
);

const Setting = ({ children }: { children: ReactNode }) => (
  <code className="rounded-[5px] bg-line/60 px-1.5 py-0.5 text-[0.9em] text-ink">{children}</code>
);

const VoiceState = ({ isAvailable }: { isAvailable: boolean }) => (
  <section>
    <h2 className="mb-1 font-semibold">Voice</h2>
    <p className="text-pretty text-ink-2">
      {isAvailable ? (
        <>
          Faces and voices can be read. The weights that read voices carry a non-commercial licence;
          start with <Setting>EMOTION_VOICE=off</Setting> where that does not fit.
        </>
      ) : (
        <>
          Only faces can be read: this instance was started with{" "}
          <Setting>EMOTION_VOICE=off</Setting>, which leaves out the weights for voices.
        </>
      )}
    </p>
  </section>
);

const Law = () => (
  <section>
    <h2 className="mb-1 font-semibold">What the law says</h2>
    <p className="text-pretty text-ink-2">
      In the EU it is prohibited to infer emotions of people at work or in education, except for
      medical or safety reasons (AI Act, Article 5(1)(f)). Elsewhere in the EU people must be told
      (Article 50(3)), and faces and voices are personal data (GDPR). Parley asks each person, but
      whether you may ask is yours to find out.
    </p>
  </section>
);
