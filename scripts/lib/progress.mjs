/**
 * @typedef {object} Progress
 * @property {(text: string) => void} line prints one line
 * @property {<T>(label: string, work: (note: (text: string) => void) => Promise<T>) => Promise<T>} step
 *   runs `work` and shows `label` with the elapsed seconds until it ends; `note` adds what it is at
 */

const OPENING_DELAY_MS = 300;
const TERMINAL_TICK_MS = 1_000;
const LOG_TICK_MS = 5_000;

/**
 * Progress lines with elapsed seconds: rewritten in place on a terminal, appended elsewhere.
 * @param {{ stream?: NodeJS.WriteStream, quiet?: boolean }} [options] quiet keeps steps under 2 s silent
 * @returns {Progress}
 */
export function createProgress({ stream = process.stdout, quiet = false } = {}) {
  const terminal = Boolean(stream.isTTY);
  const erase = terminal ? "\r\x1b[2K" : "";
  const line = (text) => stream.write(`${erase}${text}\n`);

  async function step(label, work) {
    const began = performance.now();
    let detail = "";
    let opened = false;
    const seconds = () => Math.round((performance.now() - began) / 1000);
    const show = () => {
      const elapsed = seconds() > 0 ? ` ${seconds()} s` : "";
      const text = `  ${label} …${elapsed}${detail ? ` (${detail})` : ""}`;
      opened = true;
      stream.write(terminal ? `${erase}${text}` : `${text}\n`);
    };
    const opening = setTimeout(show, quiet ? 2_000 : OPENING_DELAY_MS);
    const ticking = setInterval(() => opened && show(), terminal ? TERMINAL_TICK_MS : LOG_TICK_MS);
    const close = (mark) => {
      clearTimeout(opening);
      clearInterval(ticking);
      const took = ((performance.now() - began) / 1000).toFixed(1);
      if (opened || !quiet) line(`${mark} ${label} (${took} s)`);
    };
    try {
      const result = await work((text) => {
        detail = text;
      });
      close("✓");
      return result;
    } catch (error) {
      close("✗");
      throw error;
    }
  }

  return { line, step };
}
