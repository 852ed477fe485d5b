import { toast } from "sonner";

/** Above the pictures: below are the controls, which no news may cover. */
const PLACE = { position: "top-center" } as const;

/** Short news in the room; screen readers hear the same. */
export const say = {
  news: (sentence: string) => toast(sentence, PLACE),
  done: (sentence: string) => toast.success(sentence, PLACE),
  warning: (sentence: string) => toast.warning(sentence, { ...PLACE, duration: 8_000 }),
  /** News with something one may do about it. */
  offer: (sentence: string, label: string, run: () => void) =>
    toast(sentence, { ...PLACE, duration: 15_000, action: { label, onClick: run } }),
  problem: (sentence: string) => toast.error(sentence, PLACE),
};
