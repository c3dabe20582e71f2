// Snapshots: the newest of a channel, written once for all clients of a group that come while it stays the same.
import type { Place } from "../parameters.ts";
import type { ChannelName } from "../protocol.ts";
import type { Item } from "./channels.ts";
import { type Cut, cutOf, dataMessage, type Encoded } from "./message.ts";

interface Board {
  readonly version: number;
  readonly newest: () => readonly unknown[];
}

/** The snapshots of one channel. */
export class Snapshots {
  private readonly channel: ChannelName;
  private version = -1;
  private readonly byGroup = new Map<string, Encoded>();

  constructor(channel: ChannelName) {
    this.channel = channel;
  }

  /** The snapshot of a group: a thousand clients that come back at once share its bytes. */
  of(cut: Cut, board: Board, place: Place): Encoded {
    if (board.version !== this.version) {
      this.byGroup.clear();
      this.version = board.version;
    }
    const known = this.byGroup.get(cut.group);
    if (known !== undefined) return known;
    const items = cutOf(board.newest() as readonly Item[], cut);
    const message = dataMessage(this.channel, "snapshot", { place, items });
    this.byGroup.set(cut.group, message);
    return message;
  }
}
