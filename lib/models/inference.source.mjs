/**
 * Starts the inference thread from source. A thread on Node 20 ignores `--import tsx` for its own
 * entry, so tsx is registered by hand; TSX_TSCONFIG_PATH tells it the path aliases.
 */
import { register } from "tsx/esm/api";

register();
await import("./inference.thread.ts");
