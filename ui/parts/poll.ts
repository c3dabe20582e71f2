// Asks again and again while a component lives, but not while nobody looks.
import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { isMissingRoute } from "../api.ts";

/** What is known: the newest answer, and what went wrong with the newest question. */
export interface Polled<A> {
  readonly latest: () => A | undefined;
  readonly error: () => unknown;
  readonly again: () => void;
}

/** Asks at once and then every so many milliseconds. A route that is not there is asked once. */
export const createPoll = <A>(question: () => Promise<A>, everyMs: number): Polled<A> => {
  const [latest, setLatest] = createSignal<A>();
  const [error, setError] = createSignal<unknown>();
  let busy = false;
  let over = false;
  const look = async (): Promise<void> => {
    if (busy || over) return;
    busy = true;
    try {
      const answer = await question();
      setLatest(() => answer);
      setError(undefined);
    } catch (cause) {
      setError(() => cause);
      if (isMissingRoute(cause)) clearInterval(timer);
    }
    busy = false;
  };
  const timer = setInterval(() => document.hidden || void look(), everyMs);
  void look();
  onCleanup(() => {
    over = true;
    clearInterval(timer);
  });
  return { latest, error, again: () => void look() };
};

/** An answer that follows what it is of; the one before stands until the next has come. */
export interface Answered<A> extends Polled<A> {
  readonly loading: () => boolean;
}

/** Asks whenever its key changes. A key that is undefined asks nothing; a late answer of an old key is dropped. */
export const createAnswer = <Key, A>(
  key: () => Key | undefined,
  question: (key: Key) => Promise<A>,
): Answered<A> => {
  const [latest, setLatest] = createSignal<A>();
  const [error, setError] = createSignal<unknown>();
  const [loading, setLoading] = createSignal(false);
  let asked = 0;
  const look = async (of: Key | undefined): Promise<void> => {
    const mine = ++asked;
    if (of === undefined) return;
    setLoading(true);
    try {
      const answer = await question(of);
      if (mine !== asked) return;
      setLatest(() => answer);
      setError(undefined);
    } catch (cause) {
      if (mine === asked) setError(() => cause);
    }
    if (mine === asked) setLoading(false);
  };
  createEffect(on(createMemo(key), (of) => void look(of)));
  onCleanup(() => asked++);
  return { latest, error, loading, again: () => void look(key()) };
};
