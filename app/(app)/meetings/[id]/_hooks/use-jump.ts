"use client";

import { useCallback, useEffect, useState } from "react";

/** The segment to show. `nonce` tells a second jump to the same one apart. */
export type JumpTarget = { position: number; nonce: number };

const fromHash = (): number | null => {
  const found = /^#s(\d+)$/.exec(window.location.hash)?.[1];
  return found === undefined ? null : Number(found);
};

/** The segment named by `#s<position>`, and a way to go to another, which the address remembers. */
export const useJump = () => {
  const [target, setTarget] = useState<JumpTarget | null>(null);
  const aim = useCallback((position: number) => {
    setTarget((old) => ({ position, nonce: (old?.nonce ?? 0) + 1 }));
  }, []);

  useEffect(() => {
    const follow = (): void => {
      const position = fromHash();
      if (position !== null) aim(position);
    };
    follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [aim]);

  const jumpTo = useCallback(
    (position: number) => {
      window.history.replaceState(window.history.state, "", `#s${position}`);
      aim(position);
    },
    [aim],
  );
  return { target, jumpTo };
};
