// Pages of the documents that follow from the code: `npm run docs` writes them, and a test holds them to it.
import { situations } from "../../actors/reconciliation/situations.ts";
import { denials } from "../../actors/risk/denials.ts";
import { type Limit, riskSettings } from "../../actors/risk/limits.ts";
import { type OrderStatus, transitions } from "../../actors/orders.ts";
import { analystsPage } from "./analysts.ts";
import { capacityPage } from "./cluster.ts";
import { performancePage } from "./performance.ts";
import { records } from "../../streams/records.ts";

const events =
  (records.orderEvent.fields.event.wire as { readonly values: readonly string[] }).values;

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

const orderStates = (): string => {
  const statuses = Object.keys(transitions) as OrderStatus[];
  const cell = (status: OrderStatus, event: string) => {
    const step = transitions[status][event as keyof (typeof transitions)[OrderStatus]];
    return step === undefined ? "" : step === "same" ? "=" : step;
  };
  return `# The states of an order

Each column is an event, each row the status before it. A name is the status after it, \`=\` leaves the
status as it is, and an empty cell is illegal: the event is refused, counted and told, and changes nothing.
\`transition(order, event)\` in \`actors/orders.ts\` is the machine; it also refuses quantities that do not
add up. \`denied\` is our refusal, \`rejected\` the venue's. An order whose outcome is not known stays
\`submitted\` until reconciliation has proved what became of it.

${
    table(
      ["", ...events],
      statuses.map((status) => [`**${status}**`, ...events.map((event) => cell(status, event))]),
    )
  }
`;
};

const riskPage = (): string =>
  `# Risk: limits and denials

Every order passes the risk check; a cancel always passes. Limits change while trading goes on
(\`PUT /v1/risk/limits\`, \`npm run risk -- limits\`): all of those named or none, from one position of the
input log on, each change with its reason and a version. A limit of an instrument goes before that of its
account, and that before the one of all.

## Limits

${
    table(
      ["limit", "unit", "default", "bounds", "per instrument", "what it bounds"],
      Object.entries(riskSettings as Readonly<Record<string, Limit>>).map(([name, limit]) => [
        `\`${name}\``,
        limit.unit,
        String(limit.default),
        `${limit.minimum} to ${limit.maximum}`,
        limit.perInstrument === true ? "yes" : "",
        limit.comment,
      ]),
    )
  }

## Denial codes

In the order of the check: an order is denied by the first limit it passes. "Reducing" says whether an
order that can only bring its position towards zero passes all the same.

${
    table(
      ["code", "means", "limit", "reducing", "what to do"],
      Object.entries(denials).map(([code, one]) => [
        `\`${code}\``,
        one.means,
        one.limit === undefined ? "" : `\`${one.limit}\``,
        one.reducingPasses ? "passes" : "",
        one.todo,
      ]),
    )
  }
`;

const reconciliationPage = (): string =>
  `# Reconciliation

What we know of our orders, fills and positions is compared with what the venue says: when a session
begins, after a line was broken, every \`everySeconds\`, and when somebody asks (\`POST
/v1/reconciliation\`). Every difference becomes a record in the table \`corrections\`, with its situation and
its reason, beside the events and fills that were added. Fills come under ids made of the venue's, so that
none is added twice. A working order is never dropped because it is missing, and no position is ever traded
away because it differs.

The cases are in \`actors/reconciliation/matrix.ts\`, with exactly the records that follow on each; the tests
play them.

${
    table(
      ["situation", "what it is", "what is done", "action"],
      Object.entries(situations).map(([name, one]) => [
        `\`${name}\``,
        one.about,
        one.does,
        `\`${one.action}\``,
      ]),
    )
  }
`;

/** The pages, by the path they are written to. */
export const pages: Readonly<Record<string, () => string>> = {
  "docs/order-states.md": orderStates,
  "docs/risk.md": riskPage,
  "docs/reconciliation.md": reconciliationPage,
  "docs/PERFORMANCE.md": performancePage,
  "docs/ANALYSTS.md": analystsPage,
  "docs/CAPACITY.md": capacityPage,
};
