"use client";

import { CircleAlert, LoaderCircle } from "lucide-react";
import { Button } from "@/app/_components/ui";
import { isModerator } from "@/lib/room/schema";
import { useFeelingSummary, useFeelings } from "../_hooks/use-feelings";
import { ownSeenBy, takesPart } from "../_view/feelings";
import { FeelingCard } from "./feeling-card";
import { FeelingGroup } from "./feeling-group";
import { useRoomScope } from "./room-scope";

/** What was guessed of the people one may see; the body of the side panel. Changes silently. */
export const FeelingsPanel = () => {
  const { state } = useRoomScope();
  const { status, connected, problem, group, consent } = state.emotion;
  const cards = useFeelings();
  const summary = useFeelingSummary(cards);
  const isHost = state.self !== null && isModerator(state.self.role);
  const seesOthers = status.visibility === "host" && isHost;
  const seesGroup = status.visibility === "aggregate" || seesOthers;
  const isTaking = takesPart(consent);
  const others = cards.filter(({ person }) => !person.isSelf);
  return (
    <div className="relative min-h-0 flex-1 overflow-y-auto">
      <p role="status" className="sr-only">
        {summary}
      </p>
      {problem && <Problem sentence={problem} />}
      {!connected && (isTaking || seesGroup) && <Connecting />}
      {seesGroup && <FeelingGroup group={group} />}
      <section aria-label="Each person" className="flex flex-col gap-2 p-3">
        {!isTaking && <OwnAnswer />}
        <ul className="flex flex-col gap-2">
          {cards.map((card) => (
            <FeelingCard
              key={card.person.id}
              card={card}
              {...(card.person.isSelf && { seenBy: ownSeenBy(status.visibility, isHost) })}
            />
          ))}
        </ul>
        {seesOthers && others.length === 0 && (
          <p className="px-1 py-2 text-ink-2">
            Nobody else is read yet. Whoever agrees appears here.
          </p>
        )}
      </section>
      <p className="px-4 pb-4 text-ink-3 text-sm">
        Guesses of a model that learned from actors, not facts about anybody.
      </p>
    </div>
  );
};

/** Nothing is read of oneself: why, and the way to change it. */
const OwnAnswer = () => {
  const { state, openDialog } = useRoomScope();
  const isAsked = state.emotion.needsAnswer;
  return (
    <div className="flex flex-col items-start gap-2.5 rounded-md bg-sunken/60 px-3 py-3">
      <p className="text-ink-2">
        {isAsked
          ? "You have not answered yet, so nothing is read of you."
          : "You have not agreed, so nothing is read of you."}
      </p>
      <Button size="sm" onClick={() => openDialog("emotion")}>
        {isAsked ? "Answer" : "Change my answer"}
      </Button>
    </div>
  );
};

const Connecting = () => (
  <p className="flex items-center gap-2.5 border-line border-b px-4 py-3 text-ink-2">
    <LoaderCircle aria-hidden className="size-4.5 animate-spin" />
    Connecting…
  </p>
);

const Problem = ({ sentence }: { sentence: string }) => (
  <p className="flex gap-2.5 border-line border-b bg-warn-soft px-4 py-3 text-warn">
    <CircleAlert aria-hidden className="mt-0.5 size-4.5" />
    {sentence}
  </p>
);
