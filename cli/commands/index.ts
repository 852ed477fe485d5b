import type { Command } from "@/cli/command";

/** Every command by name; a module is loaded when its command is asked for. */
export const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  transcribe: () => import("@/cli/commands/transcribe"),
  emotion: () => import("@/cli/commands/emotion"),
  meeting: () => import("@/cli/commands/meeting"),
  ask: () => import("@/cli/commands/ask"),
  search: async () => ({ command: (await import("@/cli/commands/search")).searchCommand }),
  user: () => import("@/cli/commands/user"),
  train: () => import("@/cli/commands/train"),
  bench: () => import("@/cli/commands/bench"),
  doctor: () => import("@/cli/commands/doctor"),
};
