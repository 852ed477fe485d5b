import { toast } from "sonner";

/** Puts text on the clipboard; says so by its answer, or says how to do it by hand. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    toast.error("The browser did not allow copying. Select the text and copy it by hand.");
    return false;
  }
};
