import { invalid } from "@/lib/platform/errors";
import { mapSections, sentencesIn } from "@/lib/summaries/body";
import type { ActionItem, CitedSentence, EditSummary, SummaryBody } from "@/lib/summaries/schema";
import { contentStems } from "@/lib/summaries/sentences";

/** A change of a person's as it is kept. */
export interface PastEdit {
  section: string;
  /** Whose contribution, by participant, or the title of an extra section. */
  group: string | null;
  sentenceId: string;
  before: CitedSentence | null;
  after: CitedSentence | null;
}

/** Two sentences say the same when this share of the shorter one's content words is the other's. */
const SAME_FROM = 0.5;

/**
 * Changes, takes out or adds one sentence. One that was taken out before comes back to its place
 * with what it cited.
 * @param past the changes before, oldest first
 * @throws AppError `invalid` where nothing can be added
 */
export function applyEdit(input: {
  body: SummaryBody;
  edit: EditSummary;
  past: readonly PastEdit[];
}): { body: SummaryBody; done: PastEdit } {
  const { body, edit, past } = input;
  const { section, id, text } = edit;
  const found = sentencesIn(body).find((one) => one.section === section && one.sentence.id === id);
  const group = found?.group ?? null;
  if (!found) {
    if (text === null)
      return { body, done: { section, group, sentenceId: id, before: null, after: null } };
    return addSentence({ body, edit, text, past });
  }
  const before = found.sentence;
  const after = text === null ? null : changed(before, edit, text);
  const next = mapSections(body, (sentences, of) =>
    of !== section
      ? [...sentences]
      : sentences.flatMap((sentence) =>
          sentence.id !== id ? [sentence] : after ? [after as typeof sentence] : [],
        ),
  );
  return { body: next, done: { section, group, sentenceId: id, before, after } };
}

function addSentence(input: {
  body: SummaryBody;
  edit: EditSummary;
  text: string;
  past: readonly PastEdit[];
}): { body: SummaryBody; done: PastEdit } {
  const { body, edit, text, past } = input;
  const { section, id } = edit;
  const removal = past.findLast(
    (one) => one.section === section && one.sentenceId === id && one.after === null,
  );
  const plain = removal?.before ?? { id, text, citations: [], edited: true };
  const after = changed(plain, edit, text);
  const group = removal?.group ?? null;
  const done: PastEdit = { section, group, sentenceId: id, before: null, after };
  if (section !== "contributions" && section !== "extra")
    return { body: { ...body, [section]: inOrder([...body[section], after]) }, done };
  if (group === null)
    throw invalid(
      "A new point can be added to the overview, key points, decisions, to do or open questions.",
    );
  return { body: addToGroup({ body, section, group, after }), done };
}

function addToGroup(input: {
  body: SummaryBody;
  section: "contributions" | "extra";
  group: string;
  after: CitedSentence;
}): SummaryBody {
  const { body, section, group, after } = input;
  const into = <G extends { sentences: CitedSentence[] }>(
    groups: readonly G[],
    isIt: (one: G) => boolean,
    made: G,
  ): G[] =>
    groups.some(isIt)
      ? groups.map((one) =>
          isIt(one) ? { ...one, sentences: inOrder([...one.sentences, after]) } : one,
        )
      : [...groups, made];
  const sentences = [after];
  if (section === "extra")
    return {
      ...body,
      extra: into(body.extra, ({ title }) => title === group, { title: group, sentences }),
    };
  return {
    ...body,
    contributions: into(body.contributions, ({ participantId }) => participantId === group, {
      participantId: group,
      // Told by who they are now when the summary is read.
      name: "",
      colour: 1,
      sentences,
    }),
  };
}

function changed(before: CitedSentence, edit: EditSummary, text: string): CitedSentence {
  const after: CitedSentence = { ...before, text, edited: true };
  if (edit.section !== "actionItems") return after;
  const known = before as Partial<ActionItem>;
  const item: ActionItem = {
    ...after,
    who: edit.who === undefined ? (known.who ?? null) : edit.who || null,
    when: edit.when === undefined ? (known.when ?? null) : edit.when || null,
  };
  return item;
}

/**
 * What people changed, carried into a body that was written anew: their sentences stay in their
 * section, and what they took out or replaced does not come back from the same line.
 */
export function carryEdits(input: {
  fresh: SummaryBody;
  standing: SummaryBody;
  edits: readonly PastEdit[];
}): SummaryBody {
  const { fresh, standing, edits } = input;
  const kept = sentencesIn(standing).filter(({ sentence }) => sentence.edited);
  const gone = edits.flatMap(({ section, before }) =>
    before && !before.edited ? [{ section, sentence: before }] : [],
  );
  const unwanted = [...kept, ...gone];
  const ids = new Set(kept.map(({ sentence }) => sentence.id));
  const cleaned = mapSections(fresh, (sentences, section) =>
    sentences.filter(
      (sentence) =>
        !ids.has(sentence.id) &&
        !unwanted.some(
          (other) => other.section === section && saysTheSame(other.sentence, sentence),
        ),
    ),
  );
  return withKept(cleaned, standing);
}

function withKept(body: SummaryBody, standing: SummaryBody): SummaryBody {
  const edited = <S extends CitedSentence>(sentences: readonly S[]) =>
    sentences.filter((sentence) => sentence.edited);
  const joined = <S extends CitedSentence>(fresh: readonly S[], old: readonly S[]): S[] =>
    inOrder([...fresh, ...edited(old)]);
  const merged = <G extends { sentences: CitedSentence[] }>(
    fresh: readonly G[],
    old: readonly G[],
    same: (a: G, b: G) => boolean,
  ): G[] => {
    const groups = fresh.map((group) => {
      const known = old.find((other) => same(group, other));
      return known ? { ...group, sentences: joined(group.sentences, known.sentences) } : group;
    });
    const lonely = old
      .filter((group) => !fresh.some((other) => same(group, other)))
      .map((group) => ({ ...group, sentences: edited(group.sentences) }))
      .filter(({ sentences }) => sentences.length > 0);
    return [...groups, ...lonely];
  };
  return {
    overview: joined(body.overview, standing.overview),
    keyPoints: joined(body.keyPoints, standing.keyPoints),
    decisions: joined(body.decisions, standing.decisions),
    actionItems: joined(body.actionItems, standing.actionItems),
    openQuestions: joined(body.openQuestions, standing.openQuestions),
    topics: body.topics,
    contributions: merged(
      body.contributions,
      standing.contributions,
      (a, b) => a.participantId === b.participantId,
    ),
    extra: merged(body.extra, standing.extra, (a, b) => a.title === b.title),
  };
}

/** By the moment they cite; sentences without one go last. */
function inOrder<S extends CitedSentence>(sentences: readonly S[]): S[] {
  const place = (sentence: S) => sentence.citations[0]?.position ?? Number.POSITIVE_INFINITY;
  return sentences
    .map((sentence, at) => ({ sentence, at }))
    .sort((a, b) => {
      const [x, y] = [place(a.sentence), place(b.sentence)];
      return x === y ? a.at - b.at : x - y;
    })
    .map(({ sentence }) => sentence);
}

function saysTheSame(a: CitedSentence, b: CitedSentence): boolean {
  if (a.text === b.text) return true;
  const cited = new Set(a.citations.map(({ segmentId }) => segmentId));
  if (!b.citations.some(({ segmentId }) => cited.has(segmentId))) return false;
  const [x, y] = [new Set(contentStems(a.text)), new Set(contentStems(b.text))];
  const shared = [...x].filter((stem) => y.has(stem)).length;
  return shared >= SAME_FROM * Math.min(x.size, y.size);
}
