// A walk by keys alone through what a trader does: submit, replace, cancel, halt and arm again, run a backtest.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { choose, focused, focusIsSeen, tabTo, type } from "./keyboard.ts";

/** Goes to a screen by its two keys. */
const go = async (page: Page, key: string, path: string): Promise<void> => {
  await page.keyboard.press("g");
  await page.keyboard.press(key);
  await page.waitForURL((url) => url.pathname === path);
};

const focusComesTo = (page: Page, fits: RegExp) =>
  expect.poll(() => focused(page), { timeout: 30_000 }).toMatch(fits);

const card = (page: Page, name: string) => page.locator(`section[aria-label="${name}"]`);

/** Walks. Fails where something cannot be reached, or where the focus cannot be seen. */
export const keyboardWalk = async (page: Page): Promise<void> => {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await go(page, "t", "/trading");
  await card(page, "Order ticket").waitFor({ timeout: 30_000 });
  await tabTo(page, /select Type/);
  expect(await focusIsSeen(page)).toBe(true);
  await choose(page, "Limit");
  await tabTo(page, /input Quantity/);
  await type(page, "2");
  await tabTo(page, /input Limit price/);
  const touch = await page.evaluate(() =>
    Number((document.activeElement as HTMLInputElement).placeholder)
  );
  await type(page, (touch * 0.98).toFixed(2));
  await page.keyboard.press("Enter");
  await page.locator(".ticket [role=status]").filter({ hasText: /new/ })
    .waitFor({ timeout: 30_000 });
  // Those of strategies come and go under the fingers.
  await tabTo(page, /select Which orders/);
  await choose(page, "By hand");
  const row = card(page, "Orders").locator("tbody tr")
    .filter({ has: page.getByRole("button", { name: "Cancel" }) });
  await row.waitFor({ timeout: 30_000 });
  await tabTo(page, /button Move/);
  await page.keyboard.press("Enter");
  await focusComesTo(page, /input New price/);
  expect(await focusIsSeen(page)).toBe(true);
  await type(page, (touch * 0.97).toFixed(2));
  await page.keyboard.press("Enter");
  await expect.poll(() => row.allTextContents(), { timeout: 30_000 })
    .toEqual([expect.stringContaining("replaced")]);
  await focusComesTo(page, /button Move/);
  await page.keyboard.press("Tab");
  await focusComesTo(page, /button Cancel/);
  await page.keyboard.press("Enter");
  await row.waitFor({ state: "detached", timeout: 30_000 });

  await tabTo(page, /button Hold to halt/);
  await page.keyboard.down("Enter");
  await page.getByText("HALTED", { exact: true }).waitFor({ timeout: 30_000 });
  await page.keyboard.up("Enter");
  await tabTo(page, /button Resume…/);
  await page.keyboard.press("Enter");
  await tabTo(page, /input Why may trading go on/);
  await page.keyboard.type("the walk goes on");
  await page.keyboard.press("Enter");
  await page.locator(".halt-button").waitFor({ timeout: 30_000 });

  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await go(page, "b", "/backtest");
  await tabTo(page, /select Strategy/);
  await tabTo(page, /input Ticks/);
  await type(page, "5000");
  await page.keyboard.press("Enter");
  const runs = card(page, "Runs").locator("tbody tr");
  await runs.first().filter({ hasText: "done" }).waitFor({ timeout: 120_000 });
  await tabTo(page, /tr Open/);
  await page.keyboard.press("Enter");
  await card(page, "Performance").waitFor({ timeout: 30_000 });
};
