import os from "node:os";

/** What every printed figure carries: where and when it was measured. */
export const machine = (): { machine: string; date: string } => ({
  machine: `${os.cpus()[0]?.model.trim() ?? os.arch()} x${os.cpus().length}, Node ${process.versions.node}`,
  date: new Date().toISOString().slice(0, 10),
});
