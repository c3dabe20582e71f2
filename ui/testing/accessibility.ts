// What axe finds on a page, and how strong its weakest contrast is, in a line each.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Violations of WCAG 2.2 AA and of good practice, and the weakest contrast of text that was measured. */
export interface Findings {
  readonly violations: readonly string[];
  readonly checkedContrasts: number;
  readonly weakestContrast: number;
}

/** Looks at the page as it is. */
export const findingsOf = async (page: Page): Promise<Findings> => {
  // Evaluated, not added as a tag: the page allows no script but its own.
  await page.evaluate(source);
  const results = await page.evaluate(
    (runOnly) =>
      (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe
        .run({ runOnly, resultTypes: ["violations", "passes"] }),
    tags,
  );
  const ratios = results.passes.filter(({ id }) => id === "color-contrast")
    .flatMap(({ nodes }) => nodes).flatMap(({ any }) => any)
    .map(({ data }) => Number((data as { readonly contrastRatio?: number } | null)?.contrastRatio))
    .filter((ratio) => ratio > 0);
  return {
    violations: results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) =>
        `${id} at ${String(target)}: ${failureSummary?.split("\n")[1]?.trim() ?? ""}`
      )
    ),
    checkedContrasts: ratios.length,
    weakestContrast: Math.min(...ratios),
  };
};
