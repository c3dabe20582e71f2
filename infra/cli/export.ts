// `contrail export`: rows of a table as Parquet or CSV.
import { createWriteStream } from "node:fs";
import { Writable } from "node:stream";
import { Effect, Option } from "effect";
import { Argument, Command, Flag } from "effect/cli";
import { CommandFailed } from "../local/command.ts";
import { world } from "./world.ts";

const text = (name: string, about: string) =>
  Flag.String(name).pipe(Flag.withDescription(about), Flag.optional);

/** Exports a table. */
export const exportTable = Command.make(
  "export",
  {
    table: Argument.String("table").pipe(
      Argument.withDescription(
        "quotes, trades, bars, predictions, signals, order_events, fills, …",
      ),
    ),
    format: Flag.Literals("format", ["parquet", "csv"]).pipe(Flag.withDefault("csv" as const)),
    from: text("from", "From this event time on, such as 2026-01-02T14:30:00Z"),
    to: text("to", "Before this event time"),
    symbol: text("symbol", "Only of this instrument"),
    limit: Flag.Int("limit").pipe(Flag.withDescription("Rows at most"), Flag.optional),
    out: text("out", "The file; without it the standard output"),
  },
  Effect.fn(function* ({ table, format, from, to, symbol, limit, out }) {
    const { url, key, json } = yield* world;
    const file = Option.getOrUndefined(out);
    const query = new URLSearchParams({ format });
    for (const [name, value] of Object.entries({ from, to, symbol })) {
      if (Option.isSome(value)) query.set(name, value.value);
    }
    if (Option.isSome(limit)) query.set("limit", String(limit.value));
    const bytes = yield* Effect.tryPromise({
      try: async () => {
        const answer = await fetch(`${url}/v1/export/${encodeURIComponent(table)}?${query}`, {
          headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
        });
        if (!answer.ok) {
          const { detail } = await answer.json() as { readonly detail: string };
          throw new Error(`${detail} (${answer.status})`);
        }
        let written = 0;
        const counted = new TransformStream<Uint8Array, Uint8Array>({
          transform: (part, controller) => {
            written += part.length;
            controller.enqueue(part);
          },
        });
        const target = file === undefined ? process.stdout : createWriteStream(file);
        await answer.body!.pipeThrough(counted).pipeTo(Writable.toWeb(target), {
          preventClose: file === undefined,
        });
        return written;
      },
      catch: (cause) =>
        new CommandFailed({ message: `Cannot export ${table}: ${(cause as Error).message}` }),
    });
    if (file === undefined) return;
    console.log(json ? JSON.stringify({ file, bytes }) : `${bytes} bytes in ${file}`);
  }),
).pipe(Command.withDescription("Rows of a table as Parquet or CSV"));
