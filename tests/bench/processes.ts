import { type ChildProcess, fork } from "node:child_process";
import { projectFile } from "@/cli/project-file";

/** Starts a part of a bench as a process of its own. @param file in tests/bench, or from the root */
export const startProcess = (
  file: string,
  options: { env?: Record<string, string>; quiet?: boolean } = {},
): ChildProcess =>
  fork(projectFile(file.includes("/") ? file : `tests/bench/${file}`), {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, NODE_ENV: "production", ...options.env },
    ...(options.quiet && { stdio: ["ignore", "ignore", "inherit", "ipc"] }),
  });

/** The next message of a process; fails when it ends instead. */
export function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a process ended with ${code}`));
    child.once("exit", ended);
    child.once("message", (message: T & { error?: string }) => {
      child.off("exit", ended);
      if (message.error) reject(new Error(message.error));
      else resolve(message);
    });
  });
}

/** Asks a process for something and waits for its answer. */
export const ask = <T>(child: ChildProcess, message: object): Promise<T> => {
  const answer = heard<T>(child);
  child.send(message);
  return answer;
};

/** Resident memory of all processes, MB. */
export async function memory(children: ChildProcess[]): Promise<number> {
  const told = await Promise.all(children.map((child) => ask<{ rssMb: number }>(child, {})));
  return told.reduce((sum, { rssMb }) => sum + rssMb, 0);
}
