// How strong the contrast of every text colour is on every ground it can come to lie on, in every theme.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");

const colourOf = (text: string): Colour => {
  const hex = /^#(\w{2})(\w{2})(\w{2})$/.exec(text);
  if (hex !== null) return [...hex.slice(1).map((part) => parseInt(part, 16)), 1] as never;
  const rgb = /rgb\((\d+) (\d+) (\d+)(?: \/ (\d+)%)?\)/.exec(text);
  if (rgb === null) return [0, 0, 0, 0];
  return [Number(rgb[1]), Number(rgb[2]), Number(rgb[3]), Number(rgb[4] ?? 100) / 100];
};

/** The tokens of a theme by name. */
const themeOf = (name: string): ReadonlyMap<string, string> => {
  const block = new RegExp(`\\[data-theme="${name}"\\] \\{([^}]*)\\}`).exec(css)![1]!;
  return new Map([...block.matchAll(/--([\w-]+): ([^;]+);/g)].map((one) => [one[1]!, one[2]!]));
};

const over = (top: Colour, below: Colour): Colour => {
  const mix = (i: 0 | 1 | 2) => top[i] * top[3] + below[i] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
};

/** Relative luminance and contrast, as WCAG 2.2 defines them. */
const luminance = ([red, green, blue]: Colour): number => {
  const linear = (part: number) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
};
const contrast = (a: Colour, b: Colour): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
};

/** Every ground of a theme: sky, glass over it at both its ends, and what is raised on that. */
const groundsOf = (theme: ReadonlyMap<string, string>): readonly Colour[] => {
  const colour = (name: string) => colourOf(theme.get(name)!);
  const ground = colour("ground");
  const skies = [ground, ...[1, 2, 3].map((i) => over(colour(`sky-${i}`), ground))];
  const stops = [...theme.get("glass")!.matchAll(/#\w{6}|rgb\([^)]*\)/g)].map(([text]) =>
    colourOf(text)
  );
  const glass = skies.flatMap((sky) => stops.map((stop) => over(stop, sky)));
  const base = [...skies, ...glass, colour("solid")];
  return [...base, ...base.map((one) => over(colour("raise"), one))];
};

const texts = ["ink", "ink-2", "ink-3", "accent", "up", "down", "warn", "bad"];

describe.each(["dark", "light", "contrast"])("the theme %s", (name) => {
  const theme = themeOf(name);
  it("has a contrast of at least 4.5 for every text on every ground", () => {
    const grounds = groundsOf(theme);
    const weak = texts.flatMap((text) => {
      const least = Math.min(
        ...grounds.map((ground) => contrast(colourOf(theme.get(text)!), ground)),
      );
      return least < 4.5 ? [`${text} ${least.toFixed(2)}`] : [];
    });
    expect(weak).toEqual([]);
  });

  it("has readable words on filled buttons", () => {
    const pairs = [["accent-ink", "accent"], ["on-side", "up"], ["on-side", "down"]] as const;
    for (const [text, ground] of pairs) {
      expect(
        contrast(colourOf(theme.get(text)!), colourOf(theme.get(ground)!)),
        `${text} on ${ground}`,
      )
        .toBeGreaterThanOrEqual(4.5);
    }
  });
});
