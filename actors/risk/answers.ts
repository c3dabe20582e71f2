// What follows on the verdict of risk: an order that is counted and sent, or the event of its denial.
import type { DenialReason, OrderCommand } from "../../streams/orders.ts";
import type { TimeUs } from "../../streams/units.ts";
import type { Emit } from "../actor.ts";
import type { Account, Held } from "./account.ts";
import { addOpen, setLeaves, showResting } from "./exposure.ts";
import { rememberedOrderIds } from "./limits.ts";
import { countOne } from "./rates.ts";

/** Sends a command on its way, and counts what it may become. */
export const approve = (
  state: { readonly knownIds: Set<string>; readonly nowUs: TimeUs },
  command: OrderCommand,
  { account, held }: { readonly account: Account; readonly held: Held | undefined },
  emit: Emit<"orderCommand">,
): void => {
  const { position: _position, outputIndex: _outputIndex, ...rest } = command;
  emit({ ...rest, stage: "approved" });
  countOne(account.messageRate, state.nowUs);
  if (command.command === "cancel" || held === undefined) return;
  countOne(account.orderRate, state.nowUs);
  const { exposure } = held;
  const order = account.openOrders.get(command.clientOrderId);
  if (order !== undefined) {
    const leaves = command.quantityLots - order.cumLots;
    return setLeaves(exposure, order, Math.max(order.leavesLots, leaves));
  }
  state.knownIds.add(command.clientOrderId);
  if (state.knownIds.size > rememberedOrderIds) {
    state.knownIds.delete(state.knownIds.values().next().value!);
  }
  const opened = {
    instrumentId: command.instrumentId,
    side: command.side,
    restingTicks: mayRest(command) ? command.priceTicks : 0,
    leavesLots: command.quantityLots,
    cumLots: 0,
  };
  account.openOrders.set(command.clientOrderId, opened);
  addOpen(exposure, command.side, command.quantityLots);
  showResting(exposure, opened, 1);
};

/** Whether an order can lie in the book at its limit, from where another of ours could meet it. */
const mayRest = ({ orderType, timeInForce, parentOrderId }: OrderCommand): boolean =>
  orderType === "limit" && timeInForce !== "ioc" && timeInForce !== "fok" && parentOrderId === "";

/** Answers a denied command with an event of its order. A denied replace leaves its order as it is. */
export const deny = (
  command: OrderCommand,
  { reason, account }: { readonly reason: DenialReason; readonly account: Account },
  emit: Emit<"orderEvent">,
): void => {
  const replaces = command.command === "replace";
  const order = replaces ? account.openOrders.get(command.clientOrderId) : undefined;
  emit({
    _tag: "orderEvent",
    ...identityOf(command),
    venueOrderId: "",
    event: replaces ? "replaceRejected" : "denied",
    side: command.side,
    quantityLots: command.quantityLots,
    priceTicks: command.priceTicks,
    cumQuantityLots: order?.cumLots ?? 0,
    leavesQuantityLots: order?.leavesLots ?? 0,
    reason,
  });
};

/** What a command shares with every record about it. */
export const identityOf = (command: OrderCommand) => ({
  instrumentId: command.instrumentId,
  eventTimeUs: command.eventTimeUs,
  account: command.account,
  strategy: command.strategy,
  clientOrderId: command.clientOrderId,
});
