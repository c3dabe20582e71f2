// Charts of a tear sheet: small SVGs with their scale beside them, nothing to load.

const width = 960;
const points = 1200;

/** Text as HTML shows it. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A time for people, UTC. */
export const time = (us: number): string =>
  new Date(us / 1000).toISOString().replace("T", " ").slice(0, 19);

/** One line of values over even steps. */
export interface Chart {
  readonly title: string;
  readonly about?: string;
  readonly values: readonly number[];
  readonly height: number;
  readonly kind: "line" | "area" | "bars";
  readonly format: (value: number) => string;
  /** Under the left and the right end. */
  readonly ends: readonly [string, string];
}

/** At most so many of the values, spread evenly, with the last. */
const thinned = (values: readonly number[]): number[] => {
  const step = Math.max(1, Math.ceil(values.length / points));
  return values.filter((_, i) => i % step === 0 || i === values.length - 1);
};

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

const section = (title: string, about: string | undefined, inner: string): string =>
  `<section><h2>${escaped(title)}${
    about === undefined ? "" : `<small>${escaped(about)}</small>`
  }</h2>${inner}</section>`;

/** A chart; nothing where there are fewer than two values. */
export const chart = ({ title, about, values: all, height, kind, format, ends }: Chart): string => {
  const values = thinned(all.filter(Number.isFinite));
  if (values.length < 2) return "";
  const zero = kind === "line" ? [] : [0];
  const low = least([...values, ...zero]);
  const high = most([...values, ...zero]);
  const y = (value: number) =>
    (height - 8 - (value - low) / (high - low || 1) * (height - 16)).toFixed(1);
  const x = (i: number) => (i / (values.length - 1) * width).toFixed(1);
  const line = values.map((value, i) => `${x(i)},${y(value)}`).join(" ");
  const thick = Math.max(1, width / values.length * 0.8).toFixed(1);
  const bar = (value: number, i: number) =>
    `<line class="${value < 0 ? "down" : "up"}" stroke-width="${thick}" x1="${x(i)}" x2="${
      x(i)
    }" y1="${y(0)}" y2="${y(value)}"/>`;
  const zeroLine = low < 0 && high > 0
    ? `<line class="zero" x1="0" x2="${width}" y1="${y(0)}" y2="${y(0)}"/>`
    : "";
  const drawn = kind === "bars"
    ? values.map(bar).join("")
    : `${
      kind === "area" ? `<polygon points="0,${y(0)} ${line} ${width},${y(0)}"/>` : ""
    }<polyline points="${line}"/>`;
  return section(
    title,
    about,
    `<div class="chart ${kind}"><span class="top">${format(high)}</span><span class="bottom">${
      format(low)
    }</span>
<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${
      escaped(title)
    }">${zeroLine}${drawn}</svg>
</div><p class="ends"><span>${ends[0]}</span><span>${ends[1]}</span></p>`,
  );
};

/** Points of two values each; above zero in one colour, below in the other. */
export const scatter = (
  { title, about, values, height, format, axes }: {
    readonly title: string;
    readonly about: string;
    readonly values: readonly (readonly [x: number, y: number, good: boolean])[];
    readonly height: number;
    readonly format: (value: number) => string;
    readonly axes: readonly [x: string, y: string];
  },
): string => {
  if (values.length < 2) return "";
  const kept = values.slice(0, 2_000);
  const [right, top] = [most(kept.map(([x]) => x)) || 1, most(kept.map(([, y]) => y)) || 1];
  const dots = kept.map(([x, y, good]) =>
    `<circle class="${good ? "up" : "down"}" r="3" cx="${
      (x / right * (width - 12) + 6).toFixed(1)
    }" cy="${(height - 6 - y / top * (height - 12)).toFixed(1)}"/>`
  ).join("");
  const more = values.length > kept.length ? `; the first ${kept.length} are shown` : "";
  return section(
    title,
    about + more,
    `<div class="chart scatter"><span class="top">${format(top)} ${escaped(axes[1])}</span>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${dots}</svg>
</div><p class="ends"><span>0</span><span>${format(right)} ${escaped(axes[0])}</span></p>`,
  );
};

/** Amounts side by side, each as a bar from zero. */
export const amounts = (
  title: string,
  about: string,
  values: readonly (readonly [name: string, value: number])[],
  format: (value: number) => string,
): string => {
  const largest = most(values.map(([, value]) => Math.abs(value))) || 1;
  const rows = values.map(([name, value]) =>
    `<tr><td>${escaped(name)}</td><td class="amount"><i class="${
      value > 0 ? "down" : "up"
    }" style="width:${(Math.abs(value) / largest * 100).toFixed(1)}%"></i></td><td>${
      format(value)
    }</td></tr>`
  );
  return section(title, about, `<table>${rows.join("")}</table>`);
};

/** A table. */
export const table = (
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string =>
  rows.length === 0 ? "" : section(
    title,
    undefined,
    `<div class="scroll"><table><tr>${head.map((one) => `<th>${escaped(one)}</th>`).join("")}</tr>${
      rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")
    }</table></div>`,
  );
