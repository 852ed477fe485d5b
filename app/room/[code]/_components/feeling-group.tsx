import { FeelingShares } from "@/app/_components/feeling-shares";
import { count } from "@/lib/client/format";
import { type EmotionGroup, GROUP_MIN } from "@/lib/emotion/schema";

/** The room as a whole over the last half minute; never of fewer than three people. */
export const FeelingGroup = ({ group }: { group: EmotionGroup | null }) => {
  const isShown = group !== null && group.people >= GROUP_MIN;
  return (
    <section aria-labelledby="feelings-together" className="border-line border-b p-4">
      <h3 id="feelings-together" className="mb-1.5 font-semibold text-sm">
        All together
      </h3>
      <div className="flex min-h-18 flex-col gap-2">
        {isShown ? (
          <>
            <p>{group.sentence}</p>
            <FeelingShares label="The group over the last 30 seconds" shares={group.bars} />
            <p className="text-ink-3 text-xs">
              The last 30 seconds of {count(group.people, "person", "people")}
            </p>
          </>
        ) : (
          <p className="text-ink-2">
            Shown once at least {GROUP_MIN} people take part
            {group === null ? "." : `; now it is ${group.people}.`}
          </p>
        )}
      </div>
    </section>
  );
};
