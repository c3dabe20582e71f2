// The orders that an adapter has sent or heard of: their ids with us, on the wire and at the venue.
import { rememberedOrders } from "../limits.ts";

/** Knows orders again, the newest of them. */
export class KnownOrders {
  private readonly byWireId = new Map<string, string>();
  private readonly byVenueId = new Map<string, string>();
  private readonly venueIds = new Map<string, string>();
  private readonly symbols = new Map<string, string>();

  /** Remembers an order of ours under what the wire calls it. */
  remember(clientOrderId: string, wireId: string): void {
    this.byWireId.set(wireId, clientOrderId);
    trim(this.byWireId);
  }

  /** Learns what the venue calls an order. Gives our id: that on the wire where it is not one of ours. */
  ours(wireId: string, venueOrderId: string): string {
    const known = wireId === ""
      ? this.byVenueId.get(venueOrderId) ?? ""
      : this.byWireId.get(wireId) ?? wireId;
    if (known !== "" && venueOrderId !== "") {
      this.byVenueId.set(venueOrderId, known);
      this.venueIds.set(known, venueOrderId);
      trim(this.byVenueId);
      trim(this.venueIds);
    }
    return known;
  }

  /** Remembers of which instrument an order is, as ccxt calls it. */
  place(clientOrderId: string, ccxtSymbol: string): void {
    this.symbols.set(clientOrderId, ccxtSymbol);
    trim(this.symbols);
  }

  /** The instrument of an order, where it was sent from here. */
  symbolOf(clientOrderId: string): string | undefined {
    return this.symbols.get(clientOrderId);
  }

  /** What the venue calls an order of ours, where it has told. */
  venueIdOf(clientOrderId: string): string | undefined {
    return this.venueIds.get(clientOrderId);
  }
}

const trim = (map: Map<string, string>): void => {
  if (map.size > rememberedOrders) map.delete(map.keys().next().value!);
};
