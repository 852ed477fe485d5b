/** What went wrong in the room, with a sentence fit for a person. `code` is the server's or ours. */
export class RoomError extends Error {
  override readonly name = "RoomError";
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(input: { code: string; message: string; retryAfterSeconds?: number | undefined }) {
    super(input.message);
    this.code = input.code;
    this.retryAfterSeconds = input.retryAfterSeconds;
  }
}

/** Any thrown value as a {@link RoomError}; what is not ours gets a general sentence. */
export const toRoomError = (thrown: unknown): RoomError =>
  thrown instanceof RoomError
    ? thrown
    : new RoomError({
        code: "unexpected",
        message: "Something went wrong in this browser. Reload the page to try again.",
      });
