import { useEffect, useState } from "react";

/**
 * Whether the page is alive. Before that a click on a form's button would have the browser send the
 * form by itself, fields and all, in the address.
 */
export const useReady = (): boolean => {
  const [isReady, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return isReady;
};
