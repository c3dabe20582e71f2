// The course of the account, and how far below its high it was.
import { createMemo, Show } from "solid-js";
import { Lines } from "../chart/lines.tsx";
import { type Account, underwater } from "../live/account.ts";
import { decimal, percent } from "../parts/format.ts";
import { Loading } from "../parts/states.tsx";

/** Equity, and under water below it where there is room. */
export const Equity = (
  props: { readonly account: Account; readonly height: number; readonly under?: boolean },
) => {
  const under = createMemo(() => props.under ? underwater(props.account.course().values) : []);
  return (
    <Show when={props.account.known()} fallback={<Loading what="the account" />}>
      <Lines
        label="Equity of the last day"
        file="equity"
        times={props.account.course().times}
        lines={[{ name: "Equity", values: props.account.course().values }]}
        height={props.height}
        format={(value) => decimal(value)}
      />
      <Show when={props.under}>
        <h3 class="card-sub">Below its high</h3>
        <Lines
          label="How far equity is below its high"
          file="underwater"
          times={props.account.course().times}
          lines={[{ name: "Below its high", values: under() }]}
          height={110}
          format={(value) => percent(value, 3)}
          area
          tone="down"
        />
      </Show>
    </Show>
  );
};
