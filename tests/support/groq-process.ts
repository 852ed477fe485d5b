import { startGroqServer } from "@/lib/llm/testing/groq-server";

/**
 * A stand-in for Groq as a process of its own, for a website under test: listens on the port given
 * as first argument until it is ended.
 */
const port = Number(process.argv[2]);
if (!Number.isInteger(port) || port <= 0) throw new Error("Say on which port to listen.");
await startGroqServer({ port });
