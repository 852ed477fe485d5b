"use client";

import { VISIBILITY_WORDS } from "@/app/_components/emotion-words";
import { cn } from "@/app/_components/ui";
import { type EmotionVisibility, emotionVisibility } from "@/lib/emotion/schema";
import { useRoomScope } from "./room-scope";

const OFF = { name: "Off", means: "Nothing is read of anybody." };
const CHOICES = [
  { visibility: null, ...OFF },
  ...emotionVisibility.options.map((visibility) => ({
    visibility,
    ...VISIBILITY_WORDS[visibility],
  })),
];

/** Whether faces and voices of those who agree are read for emotion, and who sees it (hosts). */
export const EmotionSettings = () => {
  const { state, actions, ask } = useRoomScope();
  const { visibility: chosen } = state.emotion.status;
  const choose = (visibility: EmotionVisibility | null): void => {
    // To end it needs no question.
    if (visibility === null) void actions.setEmotion(null);
    else
      ask({
        title: chosen === null ? "Switch emotion on?" : "Change who sees emotion?",
        description: `${VISIBILITY_WORDS[visibility].means} Everybody is asked ${chosen === null ? "first" : "anew"}, and nobody is read before they say yes.`,
        confirm: chosen === null ? "Switch on and ask" : "Change and ask anew",
        danger: false,
        run: () => actions.setEmotion(visibility),
      });
  };
  return (
    <fieldset className="mt-4">
      <legend className="font-medium">Emotion</legend>
      <p className="mb-2 text-ink-3 text-sm">
        Read from the face and voice of those who agree. Changing this asks everybody anew.
      </p>
      <div className="flex flex-col gap-1 rounded-md bg-sunken p-1">
        {CHOICES.map(({ visibility, name, means }) => (
          <label
            key={name}
            className={cn(
              "relative flex min-h-11 cursor-pointer gap-2.5 rounded-sm px-2.5 py-2 text-sm transition-colors",
              "has-focus-visible:outline-2 has-focus-visible:outline-accent",
              chosen === visibility ? "bg-surface shadow-low" : "text-ink-2 hover:text-ink",
            )}
          >
            <input
              type="radio"
              name="emotion-visibility"
              checked={chosen === visibility}
              onChange={() => choose(visibility)}
              className="mt-0.5 size-4 shrink-0 cursor-pointer accent-accent"
            />
            <span>
              <span className="block font-medium">{name}</span>
              <span className="block text-ink-3">{means}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
