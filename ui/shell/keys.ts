// Keys that work on every screen.
import { onCleanup } from "solid-js";
import { navigate } from "../router.tsx";
import { screens } from "./screens.ts";

/** Milliseconds after "g" in which the key of a screen counts. */
const goMs = 1_200;

/** Whether somebody is typing, so that a letter is a letter. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName));

/** Listens while a component lives. */
export const createKeys = (
  actions: { readonly palette: () => void; readonly help: () => void },
): void => {
  let goUntil = 0;
  const press = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return actions.palette();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") !== null) return;
    if (event.key === "?") return actions.help();
    if (performance.now() < goUntil) {
      goUntil = 0;
      const screen = screens.find(({ key }) => key === event.key);
      if (screen === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      return navigate(screen.path);
    }
    if (event.key === "g") goUntil = performance.now() + goMs;
  };
  addEventListener("keydown", press, { capture: true });
  onCleanup(() => removeEventListener("keydown", press, { capture: true }));
};
