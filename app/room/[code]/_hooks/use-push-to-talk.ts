"use client";

import { useEffect, useRef } from "react";
import { isDialogOpen, isTyping } from "@/lib/client/shortcuts";

/** Space already means something there. */
const hasOwnSpace = (target: EventTarget | null): boolean =>
  isTyping(target) ||
  (target instanceof HTMLElement &&
    target.closest("a, button, summary, [role=button], [role=switch], [role=tab]") !== null);

/** While muted, holding Space opens the microphone; letting go or leaving the page closes it. */
export const usePushToTalk = (isMuted: boolean, setMicrophone: (on: boolean) => void): void => {
  const latest = useRef({ isMuted, setMicrophone });
  useEffect(() => {
    latest.current = { isMuted, setMicrophone };
  });
  useEffect(() => {
    let isTalking = false;
    const stop = (): void => {
      if (!isTalking) return;
      isTalking = false;
      latest.current.setMicrophone(false);
    };
    const onDown = (event: KeyboardEvent): void => {
      if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey) return;
      if (hasOwnSpace(event.target) || isDialogOpen()) return;
      event.preventDefault();
      if (event.repeat || !latest.current.isMuted) return;
      isTalking = true;
      latest.current.setMicrophone(true);
    };
    const onUp = (event: KeyboardEvent): void => {
      if (event.key === " ") stop();
    };
    document.addEventListener("keydown", onDown);
    document.addEventListener("keyup", onUp);
    window.addEventListener("blur", stop);
    return () => {
      document.removeEventListener("keydown", onDown);
      document.removeEventListener("keyup", onUp);
      window.removeEventListener("blur", stop);
      stop();
    };
  }, []);
};
