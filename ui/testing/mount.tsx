// A part of the screens on a page of its own, for its test; it is taken off when the test is over.
import type { JSX } from "solid-js";
import { render } from "solid-js/web";
import { onTestFinished } from "vitest";
import "../tokens.css";
import "../app.css";

/** Shows what is given, and gives the element it is in. */
export const mount = (part: () => JSX.Element): HTMLElement => {
  const place = document.createElement("div");
  document.body.append(place);
  const end = render(part, place);
  onTestFinished(() => {
    end();
    place.remove();
  });
  return place;
};
