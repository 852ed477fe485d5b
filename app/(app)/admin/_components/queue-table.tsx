import type { AdminOverview } from "@/lib/admin/schema";
import { Badge, Cell, cn, HeadCell, Row, Skeleton, Table } from "../../../_components/ui";

/** `pipeline-step` → `pipeline step` */
const nameOf = (queue: string): string => queue.replaceAll(/[-_:.]+/g, " ");

/** Every queue with what waits, runs and failed in it. */
export const QueueTable = ({ overview }: { overview: AdminOverview | undefined }) => (
  <div className="rounded-lg border border-line bg-surface px-4.5 py-2">
    {overview === undefined ? (
      <div role="status" aria-label="Loading the queues" className="flex flex-col gap-4 py-3">
        {["a", "b", "c", "d"].map((key) => (
          <Skeleton key={key} className="h-5" />
        ))}
      </div>
    ) : (
      <Table label="Queues">
        <thead>
          <tr>
            <HeadCell>Queue</HeadCell>
            <HeadCell className="text-right">Waiting</HeadCell>
            <HeadCell className="text-right">Running</HeadCell>
            <HeadCell className="text-right">Later</HeadCell>
            <HeadCell className="text-right">Failed</HeadCell>
          </tr>
        </thead>
        <tbody>
          {overview.queues.map((queue) => (
            <Row key={queue.name}>
              <th scope="row" className="py-3 pr-3 text-left font-semibold">
                <span className="mr-3">{nameOf(queue.name)}</span>
                {queue.paused && <Badge tone="warn">Paused</Badge>}
              </th>
              <Cell className="text-right">{queue.waiting}</Cell>
              <Cell className="text-right">{queue.running}</Cell>
              <Cell className="text-right">{queue.delayed}</Cell>
              <Cell className={cn("text-right", queue.failed > 0 && "font-semibold text-record")}>
                {queue.failed}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    )}
  </div>
);
