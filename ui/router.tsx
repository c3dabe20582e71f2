// Which screen is shown: the path of the address, so that every screen has a link of its own.
import { createSignal, type JSX, onCleanup } from "solid-js";

const [path, setPath] = createSignal(location.pathname);

/** The path of the address. */
export const currentPath = path;

/** Goes to a screen. */
export const navigate = (to: string): void => {
  if (to !== location.pathname + location.search) history.pushState(null, "", to);
  setPath(location.pathname);
};

/** Follows the back and forward buttons while a component lives. */
export const followHistory = (): void => {
  const look = () => setPath(location.pathname);
  addEventListener("popstate", look);
  onCleanup(() => removeEventListener("popstate", look));
};

/** A link to a screen; other keys and buttons do what they do with every link. */
export const Link = (
  props: {
    readonly to: string;
    readonly class?: string;
    readonly current?: boolean;
    readonly children: JSX.Element;
  },
) => (
  <a
    href={props.to}
    class={props.class ?? ""}
    aria-current={props.current ? "page" : undefined}
    onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      navigate(props.to);
    }}
  >
    {props.children}
  </a>
);
