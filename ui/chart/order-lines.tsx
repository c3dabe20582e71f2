// Orders as lines over a chart. A line that is dragged, or moved by keys, replaces the same order; it never makes another.
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount } from "solid-js";
import "./candles.css";

/** A price that something waits at. */
export interface OrderLine {
  /** The client order id; of a position its name. */
  readonly id: string;
  readonly price: number;
  readonly side: "buy" | "sell";
  readonly kind: "limit" | "stop" | "target" | "position";
  readonly label: string;
  readonly movable: boolean;
}

/** Where prices are on a chart. */
export interface PriceScale {
  readonly yOf: (price: number) => number | undefined;
  readonly priceAt: (y: number) => number | undefined;
  readonly height: () => number;
  readonly width: () => number;
  /** Calls at every drawing, while the component lives that asks for it. */
  readonly follow: (told: () => void) => void;
}

/** What is drawn. `onMove` sends the new price, and fails where it was refused. */
export interface OrderLinesProps {
  readonly scale: PriceScale;
  readonly lines: readonly OrderLine[];
  readonly decimals: number;
  readonly tickSize: number;
  readonly onMove?: ((id: string, price: number) => Promise<void>) | undefined;
}

/** Pixels between the edge of the chart and the middle of a line that waits there. */
const edge = 12;

/** Milliseconds that an order has to show its new price. */
const answerMs = 5_000;

/** The lines, by order: a new price of an order moves its line and makes none. */
export const OrderLines = (props: OrderLinesProps) => {
  const ids = () => props.lines.map(({ id }) => id);
  return (
    <div class="order-lines">
      <For each={ids()}>
        {(id) => <Line all={props} line={() => props.lines.find((one) => one.id === id)} />}
      </For>
    </div>
  );
};

const Line = (
  props: { readonly all: OrderLinesProps; readonly line: () => OrderLine | undefined },
) => {
  let row: HTMLDivElement | undefined;
  /** A price that was chosen here and is not the order's yet. */
  const [chosen, setChosen] = createSignal<number>();
  const [sent, setSent] = createSignal(false);
  const [beyond, setBeyond] = createSignal<"above" | "below">();
  const price = () => chosen() ?? props.line()?.price ?? 0;
  const round = (value: number): number => {
    const step = props.all.tickSize;
    return Number((Math.round(value / step) * step).toFixed(props.all.decimals));
  };
  const place = (): void => {
    if (row === undefined) return;
    const y = props.all.scale.yOf(price());
    row.style.visibility = y === undefined ? "hidden" : "visible";
    if (y === undefined) return;
    // A price that the chart does not reach waits at the edge that is nearer to it.
    const height = props.all.scale.height();
    setBeyond(y < 0 ? "above" : y > height ? "below" : undefined);
    const at = Math.max(edge, Math.min(height - edge, y));
    row.style.transform = `translateY(${beyond() === undefined ? y : at}px)`;
    row.style.width = `${props.all.scale.width()}px`;
  };
  props.all.scale.follow(place);
  onMount(place);
  createEffect(() => {
    void price();
    place();
  });
  // What the order says now counts, however it came to that price.
  const own = createMemo(() => props.line()?.price);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const rest = (): void => {
    clearTimeout(waiting);
    setChosen(undefined);
    setSent(false);
  };
  createEffect(on(own, rest));
  onCleanup(() => clearTimeout(waiting));
  const send = async (): Promise<void> => {
    const { id, price: before } = props.line()!;
    const wanted = chosen();
    if (wanted === undefined || wanted === before) return void setChosen(undefined);
    setSent(true);
    try {
      await props.all.onMove?.(id, wanted);
      // An order that was not moved after all, such as one that is full, is shown where it is.
      if (sent()) waiting = setTimeout(rest, answerMs);
    } catch {
      rest();
    }
  };
  const yIn = (event: PointerEvent): number =>
    event.clientY - row!.parentElement!.getBoundingClientRect().top;
  /** Where a drag began: the price then, and the place of the pointer. */
  const [held, setHeld] = createSignal<{ readonly price: number; readonly y: number }>();
  const movable = () => props.line()?.movable === true && props.all.onMove !== undefined;
  const arrow = () => beyond() === undefined ? "" : beyond() === "above" ? "↑ " : "↓ ";
  const words = () =>
    `${arrow()}${props.line()?.label ?? ""} ${price().toFixed(props.all.decimals)}${
      sent() ? " …" : ""
    }`;
  return (
    <div
      ref={row}
      class="order-line"
      data-side={props.line()?.side}
      data-kind={props.line()?.kind}
      data-order={props.line()?.id}
      data-pending={sent() ? "" : undefined}
      data-beyond={beyond()}
    >
      <span
        class="order-tag"
        role={movable() ? "slider" : undefined}
        tabindex={movable() ? 0 : undefined}
        aria-label={movable() ? `Price of ${props.line()?.label}` : undefined}
        aria-valuenow={movable() ? price() : undefined}
        aria-valuetext={movable() ? words() : undefined}
        aria-orientation={movable() ? "vertical" : undefined}
        title={movable() ? "Drag, or press ↑ ↓ and Enter, to replace this order" : undefined}
        onPointerDown={(event) => {
          if (!movable() || sent()) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setHeld({ price: price(), y: yIn(event) });
        }}
        onPointerMove={(event) => {
          const from = held();
          if (from === undefined) return;
          // By the way it is dragged: a line that waits at the edge, or is grabbed beside its middle, does not jump.
          const { priceAt } = props.all.scale;
          const [before, at] = [priceAt(from.y), priceAt(yIn(event))];
          if (before !== undefined && at !== undefined) setChosen(round(from.price + at - before));
        }}
        onPointerUp={() => {
          if (held() === undefined) return;
          setHeld(undefined);
          void send();
        }}
        onPointerCancel={() => {
          setHeld(undefined);
          setChosen(undefined);
        }}
        onKeyDown={(event) => {
          if (!movable() || sent()) return;
          const ticks = event.shiftKey ? 10 : 1;
          if (event.key === "ArrowUp") setChosen(round(price() + ticks * props.all.tickSize));
          else if (event.key === "ArrowDown") {
            setChosen(round(price() - ticks * props.all.tickSize));
          } else if (event.key === "Enter") void send();
          else if (event.key === "Escape") setChosen(undefined);
          else return;
          event.preventDefault();
        }}
      >
        {words()}
      </span>
    </div>
  );
};
