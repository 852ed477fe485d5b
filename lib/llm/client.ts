import Groq from "groq-sdk";
import { localEnv } from "@/lib/platform/env";

const GROQ = "https://api.groq.com";
/** The SDK's own prefix, which servers that speak the same language elsewhere do not have. */
const SDK_PREFIX = "/openai/v1/";
/** Local servers ask for no key, the SDK insists on one. */
const NO_KEY = "none";

/** The language model of this instance as it is set. */
export interface LlmSettings {
  apiKey: string;
  baseUrl: string;
  /** Where words go, such as `api.groq.com`. */
  host: string;
  model: string;
}

/** Null when no language model is set up, or it is switched off. */
export function llmSettings(): LlmSettings | null {
  const { LLM, LLM_MODEL, GROQ_API_KEY, GROQ_BASE_URL } = localEnv();
  if (LLM === "off" || !(GROQ_API_KEY || GROQ_BASE_URL)) return null;
  const baseUrl = (GROQ_BASE_URL || GROQ).replace(/\/+$/u, "");
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
  return { apiKey: GROQ_API_KEY || NO_KEY, baseUrl, host, model: LLM_MODEL };
}

/** The SDK for these settings. A base URL that ends in a version, as most servers' do, is as good. */
export function llmClient({ apiKey, baseUrl }: LlmSettings): Groq {
  const versioned = /\/v\d+$/u.test(baseUrl);
  return new Groq({
    apiKey,
    baseURL: baseUrl,
    // Retries are ours: they have to be counted, bounded and told.
    maxRetries: 0,
    // The SDK would print what a model answers when it cannot be read.
    logLevel: "off",
    ...(versioned && {
      fetch: (url, init) =>
        fetch(String(url).replace(`${baseUrl}${SDK_PREFIX}`, `${baseUrl}/`), init),
    }),
  });
}
