import type { SummaryTemplate } from "@/lib/summaries/schema";

/** A section a template adds, and the words by which its sentences are known without a model. */
export interface TemplateSection {
  title: string;
  /** What a language model is told to put there. */
  about: string;
  pattern: RegExp;
}

/** What each template looks for beside decisions, things to do and open questions. */
export const TEMPLATES: Record<SummaryTemplate, { focus: string; sections: TemplateSection[] }> = {
  general: { focus: "a general meeting", sections: [] },
  own: { focus: "a meeting, as its host wishes", sections: [] },
  standup: {
    focus: "a stand-up: what each person did, will do and is held up by",
    sections: [
      {
        title: "Done",
        about: "what people say they finished since last time",
        pattern:
          /\b(?:yesterday|last (?:week|friday|night)|finished|completed|fixed|merged|deployed|shipped|wrapped up|got (?:it|that|the \w+) (?:done|working)|i (?:did|worked on|wrote|tested|reviewed|implemented|updated))\b/iu,
      },
      {
        title: "Blockers",
        about: "what holds people up",
        pattern:
          /\b(?:block(?:ed|er|ing|s)?|stuck|waiting (?:for|on)|held up|can(?:not|'t) (?:\w+ ){0,3}(?:until|without|because)|depends? on|missing|broken|fails?|failing|not working|need(?:s)? (?:help|access))\b/iu,
      },
    ],
  },
  interview: {
    focus: "an interview: what was asked and answered",
    sections: [
      {
        title: "Background",
        about: "what the interviewed person tells of their experience",
        pattern:
          /\b(?:i (?:worked|studied|started|grew up|graduated|joined|led|built|used to)|my (?:experience|background|degree|role|last job|previous)|years? (?:of|at|in|as)|for (?:\w+ )?years)\b/iu,
      },
      {
        title: "Views",
        about: "opinions and motives the interviewed person states",
        pattern:
          /\b(?:i (?:think|believe|feel|prefer|enjoy|love|like|want|hope)|in my (?:view|opinion)|for me|important to me)\b/iu,
      },
    ],
  },
  sales: {
    focus: "a conversation with a customer",
    sections: [
      {
        title: "Needs",
        about: "what the customer needs or wants",
        pattern:
          /\b(?:we (?:need|want|would like|are looking for|have to)|looking for|our (?:goal|problem|requirement|challenge|pain)\w*|requirement|must (?:have|be able))\b/iu,
      },
      {
        title: "Objections",
        about: "doubts the customer has, such as price, time or risk",
        pattern:
          /\b(?:too (?:expensive|much|long|slow|complicated|risky)|expensive|concern(?:ed|s)?|worr(?:y|ied|ies)|not sure|budget|competitor|afraid|problem with|don't (?:need|want|see))\b/iu,
      },
      {
        title: "Next steps",
        about: "what was agreed to happen next with the customer",
        pattern:
          /\b(?:next (?:step|week|meeting|call|month)|follow up|get back to|send (?:you|over|us)|schedule|proposal|quote|demo|trial|contract)\b/iu,
      },
    ],
  },
  lecture: {
    focus: "a lecture",
    sections: [
      {
        title: "Main ideas",
        about: "the ideas the lecturer explains",
        pattern:
          /\b(?:the (?:main|key|basic|central|important) (?:idea|point|thing|concept|principle)|in other words|this means|that means|therefore|consequently|the reason|because)\b/iu,
      },
      {
        title: "Definitions",
        about: "terms and what they mean",
        pattern:
          /\b(?:is (?:called|defined|known)|are (?:called|known)|we call|refers? to|means|definition|by definition|stands for)\b/iu,
      },
      {
        title: "Examples",
        about: "examples given",
        pattern: /\b(?:for (?:example|instance)|such as|an example|imagine|suppose|let's say)\b/iu,
      },
    ],
  },
};
