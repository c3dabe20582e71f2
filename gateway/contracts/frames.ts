// The layouts of the SDK's frame decoder and the types of its channels, written from the record definitions.
import { runHeaderBytes } from "../../streams/message.ts";
import type { Column } from "../../streams/record.ts";
import { allRecords } from "../../streams/records.ts";
import { allStreams } from "../../streams/subjects.ts";
import { channelSchemas } from "../live/schemas.ts";
import { journalNames } from "../live/channels.ts";
import { type Components, jsonSchemaOf } from "../openapi.ts";
import { channelNames } from "../subscribe.ts";
import { declarationOf, typeOf } from "./typescript.ts";

const tsTypeOf = ({ field: { wire } }: Column): string => {
  switch (wire.kind) {
    case "enum":
      return wire.values.map((value) => JSON.stringify(value)).join(" | ");
    case "text":
    case "hex":
    case "string":
      return "string";
    case "strings":
      return "readonly string[]";
    case "i64s":
    case "numbers":
      return "readonly number[]";
    default:
      return "number";
  }
};

const nameOf = (tag: string): string => `${tag[0]!.toUpperCase()}${tag.slice(1)}Record`;

/** The text of `sdk/records.ts`. */
export const recordTypes = (): string => {
  const subjects = allStreams.flatMap(({ carries }) => Object.entries(carries));
  const layouts = allRecords.map(({ tag, recordId, frame, columns }) => {
    const subject = subjects.find(([one]) => one === tag)?.[1] ?? "";
    const fields = columns.map(({ key, name, field: { wire } }) =>
      `${JSON.stringify({ key, name, offset: frame?.offsets[key] ?? 0, ...wire })},\n`
    );
    return `{ tag: "${tag}", recordId: ${recordId}, rowBytes: ${frame?.rowBytes ?? 0}, ` +
      `subject: "${subject}", fields: [\n${fields.join("")}] },\n`;
  });
  return [
    "// Written by npm run contracts from the record definitions: change those, not this.\n",
    'import type { Layout } from "./frames.ts";\n\n',
    "/** Bytes of the header of a run. */\n",
    `export const runHeaderBytes = ${runHeaderBytes};\n\n`,
    ...allRecords.map(({ tag, comment, columns }) =>
      `/** ${comment}. */\nexport interface ${nameOf(tag)} {\nreadonly _tag: "${tag}";\n` +
      columns.map((one) => `/** ${one.field.comment}. */\nreadonly ${one.key}: ${tsTypeOf(one)};\n`)
        .join("") +
      "}\n\n"
    ),
    "/** Any record. */\n",
    `export type AnyRecord = ${allRecords.map(({ tag }) => nameOf(tag)).join(" | ")};\n\n`,
    "/** How each record lies in a message. */\n",
    `export const layouts: readonly Layout[] = [\n${layouts.join("")}];\n`,
  ].join("");
};

/** The text of `sdk/channels.ts`. */
export const channelTypes = (): string => {
  const components: Components = {};
  const types = channelNames.map((name) =>
    [name, typeOf(jsonSchemaOf(channelSchemas[name], components))] as const
  );
  return [
    "// Written by npm run contracts from the channels' schemas: change those, not this.\n\n",
    ...Object.entries(components).map(([name, schema]) => `${declarationOf(name, schema)}\n`),
    "/** What the items of each channel are. */\nexport interface Channels {\n",
    ...types.map(([name, type]) => `readonly ${name}: ${type};\n`),
    "}\n\n",
    "/** The channels that tell every item, once and in order, and can be resumed. */\n",
    `export const resumable: readonly (keyof Channels)[] = ${JSON.stringify(journalNames)};\n`,
  ].join("");
};
