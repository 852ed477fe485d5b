import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import type { SummaryBody } from "@/lib/summaries/schema";
import { Avatar, IconButton, speakerColour } from "../../../../../_components/ui";
import type { SummaryEdit } from "../../_hooks/use-summary-edit";
import type { AnySentence, Section } from "../../_view/summary";
import { Sentence } from "./sentence";
import { SentenceEditor } from "./sentence-editor";

type Common = {
  edit: SummaryEdit | null;
  onJump: (position: number) => void;
};

export const Heading = ({ children, action }: { children: ReactNode; action?: ReactNode }) => (
  <div className="mb-1.5 flex min-h-6 items-center justify-between gap-2">
    <h2 className="font-semibold text-ink-3 text-sm tracking-normal">{children}</h2>
    {action}
  </div>
);

/** The draft that belongs to a section but to none of its sentences: a new one, or one that is gone. */
const looseDraft = (
  edit: SummaryEdit | null,
  section: Section,
  sentences: readonly AnySentence[],
) => {
  const draft = edit?.draft ?? null;
  return draft?.section === section && !sentences.some(({ id }) => id === draft.id) ? draft : null;
};

/** The meeting in a few sentences. */
export const Overview = ({
  sentences,
  edit,
  onJump,
}: Common & { sentences: readonly AnySentence[] }) => {
  const loose = looseDraft(edit, "overview", sentences);
  return (
    <div className="text-pretty font-read text-[1.1875rem] leading-[1.45]">
      {sentences.map((sentence) =>
        edit?.draft?.id === sentence.id ? (
          <SentenceEditor key={sentence.id} draft={edit.draft} edit={edit} />
        ) : (
          <span key={sentence.id}>
            <Sentence section="overview" sentence={sentence} edit={edit} onJump={onJump} />{" "}
          </span>
        ),
      )}
      {edit !== null && loose !== null && <SentenceEditor draft={loose} edit={edit} />}
    </div>
  );
};

/** The sentences of a section, one below the other. */
const Sentences = ({
  section,
  sentences,
  edit,
  onJump,
}: Common & { section: Section; sentences: readonly AnySentence[] }) => (
  <ul className="flex flex-col gap-2">
    {sentences.map((sentence) => (
      <li
        key={sentence.id}
        className="relative pl-4.5 font-read text-[1.0625rem] leading-snug [overflow-wrap:anywhere] before:absolute before:top-[0.55em] before:left-0.5 before:size-1.25 before:rounded-full before:bg-ink-3"
      >
        {edit?.draft?.id === sentence.id ? (
          <SentenceEditor draft={edit.draft} edit={edit} />
        ) : (
          <Sentence section={section} sentence={sentence} edit={edit} onJump={onJump} />
        )}
      </li>
    ))}
  </ul>
);

/** A list with its heading; hosts may add to it, also while it is empty. */
export const ListSection = ({
  section,
  title,
  add,
  sentences,
  edit,
  onJump,
}: Common & {
  section: Section;
  title: string;
  /** The name of the button that adds one; without it nothing can be added here. */
  add?: string;
  sentences: readonly AnySentence[];
}) => {
  const loose = add === undefined ? null : looseDraft(edit, section, sentences);
  if (sentences.length === 0 && (edit === null || add === undefined)) return null;
  return (
    <section aria-label={title}>
      <Heading
        action={
          edit !== null &&
          add !== undefined && (
            <IconButton
              label={add}
              size="sm"
              side="left"
              className="size-7 max-md:size-9"
              onClick={() => edit.beginNew(section)}
            >
              <Plus aria-hidden />
            </IconButton>
          )
        }
      >
        {title}
      </Heading>
      {sentences.length > 0 && (
        <Sentences section={section} sentences={sentences} edit={edit} onJump={onJump} />
      )}
      {sentences.length === 0 && loose === null && (
        <p className="text-ink-3 text-sm">Nothing was found.</p>
      )}
      {edit !== null && loose !== null && (
        <div className="mt-2">
          <SentenceEditor draft={loose} edit={edit} />
        </div>
      )}
    </section>
  );
};

/** What each person brought. */
export const Contributions = ({
  contributions,
  edit,
  onJump,
}: Common & { contributions: SummaryBody["contributions"] }) => {
  const told = contributions.filter(({ sentences }) => sentences.length > 0);
  if (told.length === 0) return null;
  return (
    <section aria-label="Who brought what">
      <Heading>Who brought what</Heading>
      <ul className="flex flex-col gap-3.5">
        {told.map(({ participantId, name, colour, sentences }) => (
          <li key={participantId} data-speaker={speakerColour(colour)}>
            <div className="mb-1 flex items-center gap-2">
              <Avatar name={name} colour={colour} size="xs" />
              <h3 className="truncate font-semibold text-(--speaker) text-base tracking-normal">
                <bdi>{name}</bdi>
              </h3>
            </div>
            <Sentences section="contributions" sentences={sentences} edit={edit} onJump={onJump} />
          </li>
        ))}
      </ul>
    </section>
  );
};
