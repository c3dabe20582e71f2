// Which screen is shown and of what: the path and the query of the address, so that everything has a link of its own.
import { createSignal, type JSX, onCleanup } from "solid-js";

const [place, setPlace] = createSignal(location.pathname + location.search);
const look = (): void => void setPlace(location.pathname + location.search);

/** The path of the address. */
export const currentPath = (): string => place().split("?")[0]!;

/** A value of the query of the address. */
export const queryValue = (name: string): string | undefined =>
  new URLSearchParams(place().split("?")[1] ?? "").get(name) ?? undefined;

/** Goes to a screen. */
export const navigate = (to: string): void => {
  if (to !== location.pathname + location.search) history.pushState(null, "", to);
  look();
};

/** Changes the query where it stands: what is undefined goes. */
export const setQuery = (values: Readonly<Record<string, string | undefined>>): void => {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  history.replaceState(null, "", location.pathname + (text === "" ? "" : `?${text}`));
  look();
};

/** Follows the back and forward buttons while a component lives. */
export const followHistory = (): void => {
  addEventListener("popstate", look);
  onCleanup(() => removeEventListener("popstate", look));
};

/** A link to a screen; other keys and buttons do what they do with every link. */
export const Link = (
  props: {
    readonly to: string;
    readonly class?: string;
    readonly current?: boolean;
    readonly label?: string;
    readonly children: JSX.Element;
  },
) => (
  <a
    href={props.to}
    class={props.class ?? ""}
    aria-current={props.current ? "page" : undefined}
    aria-label={props.label}
    onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      navigate(props.to);
    }}
  >
    {props.children}
  </a>
);
