/** What stands in place of an address that a model wrote. */
const NO_LINK = "link left out";
/** Addresses with a scheme, or that mail and chat programs make a link of. */
const ADDRESS =
  /(?:\b[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\b(?:mailto|javascript|data|tel):(?=\S))\S*|\b[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+\/\S*/giu;
/** Turns the reading direction or hides characters; joiners inside words and emoji stay. */
const INVISIBLE =
  /[\p{Co}\p{Cs}\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E0FFF}]/gu;

/**
 * What a model wrote as text that is nothing but text: no markup, no image, no link, no HTML,
 * nothing invisible, on one line. What remains is meant to be shown as it is, never rendered.
 */
export function plainText(written: string): string {
  return visible(written)
    .replace(/!?\[([^\][]*)\]\((?:[^()]|\([^()]*\))*\)?/gu, "$1")
    .replace(/!?\[([^\][]*)\]\[[^\]]*\]?/gu, "$1")
    .replace(/<([a-z][a-z0-9+.-]*:[^<>\s]*)>/giu, "$1")
    .replace(ADDRESS, NO_LINK)
    .replace(/<\/?[a-z!?][^<>]*>?/giu, "")
    .replace(/(\*\*|__|~~|`+)(.+?)\1/gu, "$2")
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)([^*]+)(?<=\S)\*(?![\p{L}\p{N}*])/gu, "$1")
    .replace(/\*\*|``+|^\s*`|`\s*$/gu, "")
    .replace(/^\s*(?:[-*•–>#]+|\p{N}{1,2}[.)])\s+/u, "")
    .replace(/\s+([,.;:!?…。！？])/gu, "$1")
    .replace(/\s{2,}/gu, " ")
    .trim();
}

/** A text on one line, without what cannot be seen or stored. */
export const visible = (text: string): string =>
  text
    .replace(INVISIBLE, "")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();

/** Longest name or title that is shown to a model, characters. */
const NAME_MAX = 60;

/**
 * Speech as a model may read it: it cannot look like one of our marks, a tag or a new line, so that
 * nothing said in a meeting passes for something of ours.
 */
export const asData = (said: string): string =>
  visible(said)
    .replace(/[[【]/gu, "(")
    .replace(/[\]】]/gu, ")")
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .trim();

/** A name or title, which people choose too, as a model may read it. */
export const asDataName = (name: string): string =>
  asData(name.replaceAll(":", " ")).slice(0, NAME_MAX).trim() || "Somebody";
