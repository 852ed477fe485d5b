/** A timer this late means that the device slept: its addresses may be others now. */
const TICK_MS = 2_000;
const SLEPT_MS = 10_000;

type NetworkHandlers = {
  /** Old paths may be dead although nothing says so yet. */
  onChange: () => void;
  /** Somebody looks at the page again; what broke meanwhile is to be mended now. */
  onReturn: () => void;
};

/** The kind of network, where the browser tells it (Network Information; not in Firefox or Safari). */
type Connection = EventTarget & { readonly type?: string };

/** Watches for other networks, wake from sleep and returning pages; yields what ends the watch. */
export const watchNetwork = ({ onChange, onReturn }: NetworkHandlers): (() => void) => {
  const connection = (navigator as Navigator & { connection?: Connection }).connection;
  let kind = connection?.type;
  const onConnection = (): void => {
    // It also tells of every new estimate of the speed, which says nothing about paths.
    if (connection?.type === kind) return;
    kind = connection?.type;
    onChange();
  };
  const onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) onChange();
  };
  const onVisibility = (): void => {
    if (document.visibilityState === "visible") onReturn();
  };
  let lastTick = Date.now();
  // The wall clock: the monotonic one stands still during sleep on some systems.
  const timer = setInterval(() => {
    const late = Date.now() - lastTick - TICK_MS;
    lastTick = Date.now();
    if (late > SLEPT_MS) onChange();
  }, TICK_MS);
  window.addEventListener("online", onChange);
  window.addEventListener("pageshow", onPageShow);
  document.addEventListener("visibilitychange", onVisibility);
  connection?.addEventListener("change", onConnection);
  return () => {
    clearInterval(timer);
    window.removeEventListener("online", onChange);
    window.removeEventListener("pageshow", onPageShow);
    document.removeEventListener("visibilitychange", onVisibility);
    connection?.removeEventListener("change", onConnection);
  };
};
