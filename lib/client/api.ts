import { z } from "zod";

const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    retryAfterSeconds: z.number().optional(),
    /** Which field of the request is wrong, and why. */
    fields: z.record(z.string(), z.string()).optional(),
  }),
});

/** A refused or failed request. `message` is a sentence fit for a person. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;
  readonly fields: Readonly<Record<string, string>>;

  constructor(parts: {
    status: number;
    code: string;
    message: string;
    retryAfterSeconds?: number | undefined;
    fields?: Record<string, string> | undefined;
  }) {
    super(parts.message);
    this.status = parts.status;
    this.code = parts.code;
    this.retryAfterSeconds = parts.retryAfterSeconds;
    this.fields = parts.fields ?? {};
  }
}

const OFFLINE = "Parley cannot be reached. Check your connection and try again.";
const UNREADABLE = "Parley answered with something this page does not understand. Reload the page.";

/** The sentence to show for anything that was thrown. */
export const errorSentence = (error: unknown): string =>
  error instanceof ApiError ? error.message : "Something went wrong. Please try again.";

/** True when what was asked for does not exist, or not for this person. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 404;

export type ApiRequest<Out> = {
  /** Path with its query, such as `/api/meetings?limit=30`. */
  path: string;
  /** The shape of the answer; what does not fit is an {@link ApiError} `unreadable`. */
  out: z.ZodType<Out>;
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
};

const failure = async (response: Response): Promise<ApiError> => {
  const parsed = errorBody.safeParse(await response.json().catch(() => null));
  if (parsed.success) return new ApiError({ status: response.status, ...parsed.data.error });
  const message =
    response.status === 404
      ? "That does not exist, or is not yours to see."
      : "Parley could not do that just now. Please try again in a moment.";
  return new ApiError({ status: response.status, code: "unknown", message });
};

/**
 * Sends a request and answers what came back, its body unread.
 * @throws {ApiError} status 0 without a connection; otherwise what the server said. An abort is thrown as it is.
 */
export const send = async (request: Omit<ApiRequest<unknown>, "out">): Promise<Response> => {
  const { path, method = "GET", body, signal } = request;
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError({ status: 0, code: "offline", message: OFFLINE });
  });
  if (!response.ok) throw await failure(response);
  return response;
};

/** What to throw for an answer that is not of the agreed shape. */
export const unreadable = (status: number): ApiError =>
  new ApiError({ status, code: "unreadable", message: UNREADABLE });

/**
 * Asks the HTTP API and parses the answer.
 * @throws as {@link send}
 */
export const api = async <Out>({ out, ...request }: ApiRequest<Out>): Promise<Out> => {
  const response = await send(request);
  const answer = out.safeParse(
    response.status === 204 ? {} : await response.json().catch(() => null),
  );
  if (answer.success) return answer.data;
  throw unreadable(response.status);
};

/** `{ q: "a", cursor: undefined }` → `?q=a`; empty when nothing is set. */
export const queryString = (values: Record<string, string | number | undefined>): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
};
