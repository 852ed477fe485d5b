import { CircleCheck } from "lucide-react";
import type { AdminOverview } from "@/lib/admin/schema";
import { EmptyState } from "../../../_components/ui";
import { Failures } from "./failures";
import { QueueTable } from "./queue-table";

/** All failed work, and the queues. */
export const JobsTab = ({ overview }: { overview: AdminOverview | undefined }) => (
  <div className="flex flex-col gap-4">
    {overview !== undefined && overview.failures.length === 0 && (
      <EmptyState icon={CircleCheck} title="Nothing failed" className="py-8">
        Work that fails after its attempts is listed here, with the reason and a way to try again.
      </EmptyState>
    )}
    {overview !== undefined && <Failures failures={overview.failures} />}
    <QueueTable overview={overview} />
  </div>
);
