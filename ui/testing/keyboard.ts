// Going through a page by its keys alone, as somebody without a pointer does.
import type { Page } from "playwright-core";

/** Presses of Tab after which what is looked for counts as out of reach. */
const mostTabs = 250;

/** What has the focus, in words: its role or tag and its name. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return "nothing";
    const label = at.getAttribute("aria-label") ??
      (at.id === "" ? undefined : document.querySelector(`label[for="${at.id}"]`)?.textContent) ??
      at.textContent ?? "";
    return `${at.getAttribute("role") ?? at.tagName.toLowerCase()} ${label.trim()}`;
  });

/** Presses Tab until what has the focus fits. Throws where nothing does. */
export const tabTo = async (page: Page, fits: RegExp): Promise<string> => {
  for (let i = 0; i < mostTabs; i++) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (fits.test(at)) return at;
  }
  throw new Error(`No press of Tab reaches ${fits}; the focus is on ${await focused(page)}`);
};

/** Whether the focus can be seen: an outline that is drawn. */
export const focusIsSeen = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!);
    return outlineStyle !== "none" && outlineWidth !== "0px";
  });

/** Puts a value into the field that has the focus. */
export const type = async (page: Page, text: string): Promise<void> => {
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
};

/** Chooses an option of the select that has the focus, by typing its beginning. */
export const choose = async (page: Page, text: string): Promise<void> => {
  await page.keyboard.type(text);
};
