import type { Sentence } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

/** Something a sentence commits somebody to. */
export interface ActionItem {
  sentence: Sentence;
  /** Who is to do it, when that was said. */
  who: string | null;
  /** When it is due, as it was said. */
  when: string | null;
}

const SHORTEST = 4;

const DECIDED = [
  /\bwe(?:'ve| have)?(?: all| both| now| just)? (?:agreed?|decided|settled|chose|concluded)\b/iu,
  /\b(?:it's|it is|it was|that's|that is|that was|this is|been|was|is) (?:agreed|decided|settled|approved|final)\b/iu,
  /\b(?:the|our|my|a) (?:final |joint )?(?:decision|conclusion|agreement|verdict) (?:is|was|then|:)/iu,
  /\b(?:let's|let us|we'll|we will|we are going to|we're going to|we're gonna|we want to) (?:just |then |all |now )?(?:go (?:with|for|ahead)|stick (?:with|to)|settle (?:on|for)|choose|pick|adopt|drop|postpone|cancel|skip|launch|ship|move (?:it|this|the)|keep|use|take|stay with|leave (?:it(?! at that)|out|the)|make it)\b/iu,
  /\b(?:we|i|they)(?:'re| are|'m| am)? (?:settled on|going with|go(?:ing)? ahead with|sticking (?:with|to))\b/iu,
  /^(?:decision|decided|agreed)\b[:,]/iu,
  /\b(?:motion|amendment|proposal|bill) (?:is |was )?(?:carried|passed|accepted|adopted|agreed)\b/iu,
];
/** Wishes that others decide. */
const PLEA = /^i (?:implore|urge|hope|wish|want|would like|ask|suggest|propose)\b/iu;
const UNDECIDED =
  /\b(?:haven't|have not|hasn't|didn't|did not|not|never|nothing|if|whether|should we|could|might|maybe|need to|have to|has to|must|once|when|until|before|unless) (?:\w+ ){0,3}(?:agreed?|decide[ds]?|settled?|decision|conclusion)\b|\bnot (?:yet )?(?:agreed|decided|settled|final)\b/iu;

/** Talks about deciding without saying what was decided. */
const ASIDE =
  /\b(?:what|why|how|when|which|depends on) (?:\w+ ){0,2}we(?:'ve| have)? (?:\w+ )?(?:agreed?|decided?|will|chose)\b|\bi agree with (?:you|that)\b/iu;

/** True when a sentence reports or makes a decision, as opposed to asking for one. */
export function isDecision({ text, words }: Sentence): boolean {
  if (words < SHORTEST || text.endsWith("?") || UNDECIDED.test(text) || ASIDE.test(text))
    return false;
  if (PLEA.test(text)) return false;
  return DECIDED.some((pattern) => pattern.test(text));
}

const UNANSWERED = [
  /\b(?:we|i|nobody|no one)(?: still| really| just)* (?:don't|do not|doesn't|didn't|knows?)(?: really| yet| actually)? ?(?:know|decide)? ?(?:yet )?(?:how|what|whether|if|when|who|which|why|where)\b/iu,
  /\b(?:need|needs|have|has|got) to (?:still )?(?:find out|figure out|decide|work out|clarify|check|see|think about|discuss) (?:how|what|whether|if|when|who|which|why|where)\b/iu,
  /\b(?:open|unresolved|unanswered) (?:question|issue|point)|\b(?:the|my|our|one|another|big) question is (?:how|what|whether|if|when|who|which|why|where)\b/iu,
  /\b(?:not|un|isn't|is not|wasn't|still not|not yet) ?(?:clear|sure|certain|decided|settled)(?: yet)? (?:how|what|whether|if|when|who|which|why|where|about)\b/iu,
  /\b(?:remains? to be (?:seen|decided|discussed)|(?:is|are|was|were) still (?:open|unclear|undecided)|to be (?:decided|determined|confirmed|discussed))\b/iu,
];
/** Questions of a talk about itself, and those that want no answer. */
const SMALL_TALK =
  /\b(?:you know|hear me|see (?:my|the) screen|right|okay|ok|isn't it|don't you|does that make sense|any (?:other )?(?:questions|comments|thoughts)|how are you|what do you (?:mean|think)|what did you say|sorry|pardon)\b[?]|^(?:what|why|how|who|when|where|really|right|okay|huh)\?/iu;
const ASKS_ALL =
  /^(?:(?:and|but|so|then) )?(?:how|what|when|who|which|why|where|should|do|does|can|could|are|is|will|would|have|has)\b.*\b(?:we|our|us|it|they|the|this|that|these|there)\b/iu;
const QUESTION_WORDS = 6;

/**
 * True when a sentence says that something is not settled, or asks something about the matter.
 * @param answered whether what follows answers it
 */
export function isOpenQuestion({ text, words, stems }: Sentence, answered: boolean): boolean {
  if (words < QUESTION_WORDS || stems.length < 2) return false;
  if (text.endsWith("?")) return !answered && !SMALL_TALK.test(text) && ASKS_ALL.test(text);
  return UNANSWERED.some((pattern) => pattern.test(text));
}

/** How answers begin. */
const ANSWER =
  /^(?:yes|yeah|yep|no|nope|sure|exactly|absolutely|right|correct|okay|ok|of course|definitely|i think|i'd say|i would say|because|it's|it is|they're|we're|we do|we can|i do|i will|probably|maybe not|not really|that's)\b/iu;

/** Whether a sentence begins as an answer does. */
export const soundsLikeAnswer = (said: string): boolean => ANSWER.test(said.trim());

const TASK_VERBS =
  "add|arrange|ask|begin|book|bring|build|buy|call|check|circulate|clean|collect|come up with|compile|complete|confirm|contact|copy|create|deliver|design|discuss|distribute|do|document|draft|draw|email|e-mail|file|fill|find|finalise|finalize|finish|fix|follow up|forward|get back|get in touch|give|hand|implement|install|investigate|invite|keep|launch|look (?:at|for|into|over|up)|mail|make|measure|meet|merge|migrate|move|open|order|organise|organize|phone|pick|plan|post|prepare|present|print|publish|push|put|read|record|register|release|remove|rename|report|request|research|review|rewrite|run|schedule|send|set up|share|ship|sort|speak (?:to|with)|start|submit|summarise|summarize|take care|take (?:a look|notes|the|it|this|that|over)|talk (?:to|with)|test|train|translate|try|turn|update|upgrade|upload|verify|work (?:on|out)|write";
const HELPERS = "(?:also|then|just|definitely|probably|quickly|go and|go ahead and|try to|try and)";
const TASK = `(?:${HELPERS} )*(?:${TASK_VERBS})\\b`;
const DATED =
  /\b(?:by|before|until|on|due|next|this|end of)(?: the| next| this| end of(?: the)?)? ?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week(?:end)?|month|quarter|year|meeting|noon|tonight|tomorrow|lunch|january|february|march|april|may \d|june|july|august|september|october|november|december|\d{1,2}(?:st|nd|rd|th)?\b)|\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening)|in (?:a|one|two|three|four|five|\d+) (?:minutes?|hours?|days?|weeks?|months?))\b/iu;

const PROMISED = new RegExp(
  `\\bi(?:'ll| will|'m going to| am going to|'m gonna| promise to| need to| have to|'ve got to) ${TASK}`,
  "iu",
);
/** Being able to do something is a promise when a time is named. */
const OFFERED = new RegExp(`\\bi (?:can|could) ${TASK}`, "iu");
const IDLE =
  /\bi(?:'ll| will|'m going to| am going to|'m gonna) (?:just |also |then )*(?:say|tell you|be honest|guess|bet|admit|see\b|give you (?:an? |one )?(?:example|idea|sense)|read (?:it|this|that) out|start (?:with|by|off)|try to (?:explain|be))/iu;
const BY_ALL = new RegExp(
  `\\b(?:we(?:'ll| will| need to| have to| must| should|'re going to| are going to)|somebody (?:needs to|should|has to|must)|someone (?:needs to|should|has to|must)|everybody (?:needs to|should|has to|must)|everyone (?:needs to|should|has to|must)) ${TASK}`,
  "iu",
);
const LABELLED = /\b(?:action (?:item|point)s?|to-?do)\b|^action:/iu;
const ASKED = new RegExp(
  `\\b(?:(?:can|could|would|will) you(?: please)? |i(?:'d| would) like you to |please )${TASK}`,
  "iu",
);

/** Words that open a sentence with a capital and are nobody's name. */
const NO_NAMES = new Set(
  `i it we you he she they this that there these those who what which when where why how everyone everybody
  somebody someone anybody anyone nobody one so and but or then now okay ok well right yes no yeah also maybe
  perhaps please if let the a an my our your his her their its some all both each people nothing something
  everything today tomorrow tonight monday tuesday wednesday thursday friday saturday sunday thanks great good
  sure hopefully actually basically because since though while after before until`
    .split(/\s+/u)
    .filter(Boolean),
);

/**
 * What a sentence asks somebody to do, or null. "I will …" is the speaker's; a person named is that
 * person's; "we" is everybody's and counts only with a time.
 * @param people names of the meeting's speakers, so that "ana" is found as "Ana Lima"
 */
export function actionItemOf(sentence: Sentence, people: readonly string[]): ActionItem | null {
  const { text, words, line } = sentence;
  if (words < SHORTEST) return null;
  const when = DATED.exec(text)?.[0].trim() ?? null;
  const dated = when !== null;
  const found = (who: string | null): ActionItem => ({ sentence, who, when });

  const named = namedDoer(text, people);
  if (named) return found(named);
  if (ASKED.test(text)) {
    const who = addressed(text, people);
    return who ? found(who) : dated ? found(null) : null;
  }
  if (text.endsWith("?")) return null;
  const promised = PROMISED.test(text) || (dated && OFFERED.test(text));
  if (promised && !IDLE.test(text)) return found(line.speaker);
  if (LABELLED.test(text)) return found(null);
  if (BY_ALL.test(text) && dated) return found(null);
  return null;
}

const DOER = new RegExp(
  `(?:^|[,;:.]\\s|\\b(?:and|so|then|that)\\s)(\\p{L}[\\p{L}'-]*(?: \\p{Lu}[\\p{L}'-]*)?)(?:'ll| will| is going to| needs to| has to| should| must)(?: please)? ${TASK}`,
  "iu",
);

function namedDoer(text: string, people: readonly string[]): string | null {
  const name = DOER.exec(text)?.[1];
  return name === undefined ? null : personOf(name, people);
}

/** "Jonas, can you …", "Can you …, Jonas?" */
function addressed(text: string, people: readonly string[]): string | null {
  const first = /^(\p{L}[\p{L}'-]*(?: \p{Lu}[\p{L}'-]*)?),/u.exec(text)?.[1];
  const last = /,\s*(\p{L}[\p{L}'-]*)[.?!]*$/u.exec(text)?.[1];
  const candidates = [first, last].filter((name) => name !== undefined);
  for (const name of candidates) {
    const who = personOf(name, people);
    if (who) return who;
  }
  return null;
}

/** A speaker's full name, or a name as it was said; null when the word is nobody's name. */
function personOf(said: string, people: readonly string[]): string | null {
  const words = wordsOf(said);
  const speaker = people.find((name) => {
    const parts = wordsOf(name);
    return words[0] === parts[0] || words.join(" ") === parts.join(" ");
  });
  if (speaker) return speaker;
  const capital = /^\p{Lu}/u.test(said);
  return capital && words.every((word) => !NO_NAMES.has(word)) ? said : null;
}
