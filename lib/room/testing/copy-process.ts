import { openCopy } from "@/lib/room/testing/fixture";

/** A web copy in a process of its own, so that a test can kill it. Prints its address when it listens. */
const copy = await openCopy(JSON.parse(process.argv[2] ?? "{}"));
process.stdout.write(`${copy.url}\n`);
