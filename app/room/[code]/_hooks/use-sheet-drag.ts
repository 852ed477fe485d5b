"use client";

import { type PointerEvent, type RefObject, useRef } from "react";

/** Pulled down this far, pixels, a sheet closes; less and it springs back. */
const CLOSES_AT = 80;

/** A bottom sheet that follows the finger on its handle. Drawn past React. */
export const useSheetDrag = (sheet: RefObject<HTMLElement | null>, onClose: () => void) => {
  const from = useRef<number | null>(null);
  const pulled = (event: PointerEvent): number =>
    from.current === null ? 0 : Math.max(0, event.clientY - from.current);
  const place = (distance: number): void => {
    if (sheet.current) sheet.current.style.translate = distance > 0 ? `0 ${distance}px` : "";
  };
  return {
    onPointerDown: (event: PointerEvent): void => {
      from.current = event.clientY;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent): void => place(pulled(event)),
    onPointerUp: (event: PointerEvent): void => {
      const isFar = pulled(event) > CLOSES_AT;
      from.current = null;
      place(0);
      if (isFar) onClose();
    },
    onPointerCancel: (): void => {
      from.current = null;
      place(0);
    },
  };
};
