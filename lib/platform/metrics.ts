import { Counter, Gauge, Histogram, Registry } from "prom-client";

const shared = globalThis as typeof globalThis & { parleyMetrics?: ReturnType<typeof create> };

function create() {
  const registry = new Registry();
  return {
    registry,
    doors: new Histogram({
      name: "parley_door_seconds",
      help: "Time a door took, by kind, name and outcome.",
      labelNames: ["kind", "name", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers: [registry],
    }),
    refused: new Counter({
      name: "parley_refused_total",
      help: "Calls refused, by door and code.",
      labelNames: ["name", "code"],
      registers: [registry],
    }),
    sockets: new Gauge({
      name: "parley_sockets",
      help: "Open sockets by namespace.",
      labelNames: ["namespace"],
      registers: [registry],
    }),
  };
}

/** The process's metrics. */
export const metrics = () => {
  shared.parleyMetrics ??= create();
  return shared.parleyMetrics;
};

/** Records one passage through a door. */
export function observeDoor(passage: {
  kind: "route" | "event" | "job";
  name: string;
  status: number | string;
  seconds: number;
}): void {
  const { kind, name, status, seconds } = passage;
  metrics().doors.observe({ kind, name, status: String(status) }, seconds);
}
