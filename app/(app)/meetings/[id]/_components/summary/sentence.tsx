import { Pencil } from "lucide-react";
import { cn, IconButton } from "../../../../../_components/ui";
import type { SummaryEdit } from "../../_hooks/use-summary-edit";
import { type AnySentence, dutyOf, type Section } from "../../_view/summary";
import { TimeChip } from "../time-chip";

/** A sentence with the moments that say so, and for hosts the pencil to change it. */
export const Sentence = ({
  section,
  sentence,
  edit,
  onJump,
}: {
  section: Section;
  sentence: AnySentence;
  /** Null for those who may only read. */
  edit: SummaryEdit | null;
  onJump: (position: number) => void;
}) => {
  const duty = dutyOf(sentence);
  return (
    <span className="group/sentence" dir="auto">
      {duty !== "" && <strong className="font-semibold">{duty}: </strong>}
      {sentence.text}{" "}
      {sentence.citations.map((cited) => (
        <TimeChip
          key={cited.segmentId}
          position={cited.position}
          startMs={cited.startMs}
          onJump={onJump}
        />
      ))}
      {sentence.edited && <span className="font-ui text-ink-3 text-xs"> edited </span>}
      {edit !== null && (
        <IconButton
          label={`Change “${sentence.text.slice(0, 60)}”`}
          size="sm"
          className={cn(
            "-my-2 size-7 align-middle max-md:size-8 md:-mr-7 md:bg-surface [&_.lucide]:size-3.5",
            "transition-opacity focus-visible:opacity-100 group-hover/sentence:opacity-100 md:opacity-0",
          )}
          onClick={() => edit.begin(section, sentence)}
        >
          <Pencil aria-hidden />
        </IconButton>
      )}
    </span>
  );
};
