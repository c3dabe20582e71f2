// Turns messages of a stream back into records.
import { definitionOf } from "../../streams/records.ts";
import { type AnyRecord, byRecordId, type Tag } from "../../streams/records.ts";
import { readFrameMessage, rowFromJsonLine } from "../../streams/message.ts";
import { allStreams } from "../../streams/subjects.ts";

const tagBySubject = new Map<string, Tag>();
for (const stream of allStreams) {
  for (const [tag, subject] of Object.entries(stream.carries)) {
    if (definitionOf(tag as Tag).frame === undefined) tagBySubject.set(subject, tag as Tag);
  }
}
const text = new TextDecoder();

/** The records of one message, in order. Throws `MalformedMessage` for a damaged one. */
export const recordsOf = (subject: string, payload: Uint8Array): AnyRecord[] => {
  const out: AnyRecord[] = [];
  const tag = tagBySubject.get(subject);
  if (tag === undefined) {
    readFrameMessage(payload, byRecordId, (row) => out.push(row));
    return out;
  }
  const definition = definitionOf(tag);
  for (const line of text.decode(payload).split("\n")) {
    if (line !== "") out.push(rowFromJsonLine<AnyRecord>(definition, line));
  }
  return out;
};
