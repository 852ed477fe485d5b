import type { LobbyMode } from "@/lib/room/schema";
import type { Signaling } from "./signaling";

/**
 * What hosts and co-hosts can do. The server decides who is one; every method throws a
 * {@link RoomError} with its sentence when it refuses or cannot be reached.
 */
export class HostControls {
  readonly #signaling: Pick<Signaling, "request">;

  constructor(signaling: Pick<Signaling, "request">) {
    this.#signaling = signaling;
  }

  async setLobby(lobby: LobbyMode): Promise<void> {
    await this.#signaling.request("host:settings", { lobby });
  }

  async setLocked(locked: boolean): Promise<void> {
    await this.#signaling.request("host:settings", { locked });
  }

  /** Lets one person in, or everybody who waits. */
  async admit(id: string | null): Promise<void> {
    await this.#signaling.request("host:admit", { id });
  }

  async deny(id: string): Promise<void> {
    await this.#signaling.request("host:deny", { id });
  }

  /** Mutes one person, or everybody who is not a moderator. They unmute themselves. */
  async mute(id: string | null): Promise<void> {
    await this.#signaling.request("host:mute", { id });
  }

  /** Lowers one hand, or all. */
  async lowerHand(id: string | null): Promise<void> {
    await this.#signaling.request("host:lower-hand", { id });
  }

  async stopShare(id: string): Promise<void> {
    await this.#signaling.request("host:stop-share", { id });
  }

  async remove(id: string): Promise<void> {
    await this.#signaling.request("host:remove", { id });
  }

  async setCohost(id: string, isCohost: boolean): Promise<void> {
    await this.#signaling.request("host:role", { id, role: isCohost ? "cohost" : "participant" });
  }

  async handOver(id: string): Promise<void> {
    await this.#signaling.request("host:hand-over", { id });
  }
}
