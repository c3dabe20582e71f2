// The tear sheet of a run on the screen: equity, what was lost from the high, and how its returns lie.
import { createMemo, Show } from "solid-js";
import type { EquityPoint } from "../../gateway/backtests/protocol.ts";
import { Lines } from "../chart/lines.tsx";
import { underwater } from "../live/account.ts";
import { Card } from "../parts/card.tsx";
import { decimal, millis, percent } from "../parts/format.ts";
import { Histogram } from "./histogram.tsx";

/** Equity curves by run; of the first one everything is shown. */
export const TearSheet = (
  props: {
    readonly curves: readonly {
      readonly id: string;
      readonly name: string;
      readonly points: readonly EquityPoint[];
    }[];
  },
) => {
  const first = () => props.curves[0];
  const times = createMemo(() => (first()?.points ?? []).map(({ t }) => millis(t)));
  const lines = createMemo(() => {
    // Runs of other periods are laid over each other point by point.
    const length = times().length;
    return props.curves.map(({ name, points }) => ({
      name,
      values: Array.from({ length }, (_, i) => {
        const at = points.length <= 1
          ? 0
          : Math.round(i / Math.max(1, length - 1) * (points.length - 1));
        return points[at]?.equity ?? null;
      }),
    }));
  });
  const under = createMemo(() => underwater((first()?.points ?? []).map(({ equity }) => equity)));
  const returns = createMemo(() => {
    const values = (first()?.points ?? []).map(({ equity }) => equity);
    return values.slice(1).map((one, i) => one / values[i]! - 1).filter((one) => one !== 0);
  });
  return (
    <>
      <Card
        title="Equity"
        note={props.curves.length > 1 ? `${props.curves.length} runs` : "of the opened run"}
      >
        <Lines
          label="Equity of the chosen backtests"
          file="backtest-equity"
          times={times()}
          lines={lines()}
          height={240}
          format={(value) => decimal(value)}
        />
      </Card>
      <Show when={props.curves.length === 1}>
        <div class="backtest-pair">
          <Card title="Below its high">
            <Lines
              label="How far equity is below its high"
              file="backtest-underwater"
              times={times()}
              lines={[{ name: "Below its high", values: under() }]}
              height={150}
              format={(value) => percent(value, 3)}
              area
              tone="down"
            />
          </Card>
          <Card title="Returns" note="between the points of the curve, without those that are zero">
            <Histogram values={returns()} />
          </Card>
        </div>
      </Show>
    </>
  );
};
