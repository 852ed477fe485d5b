/**
 * Which of `count` buttons a key leads to from the one at `at`, round the ends; null for other keys.
 * The keys are those of WAI-ARIA's toolbar pattern.
 */
export const toolbarStep = (key: string, at: number, count: number): number | null => {
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at + count - 1) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
};
