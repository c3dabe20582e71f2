// A collector of OpenTelemetry for tests: it keeps the spans that a system sends.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Span } from "../../gateway/spans.ts";

/** A collector that listens. */
export interface Collector {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is set to. */
  readonly url: string;
  /** Every span so far. */
  readonly spans: readonly Span[];
  readonly stop: () => Promise<void>;
}

/** Starts a collector on loopback. */
export const startCollector = async (): Promise<Collector> => {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString());
      spans.push(...resourceSpans[0].scopeSpans[0].spans);
      response.writeHead(200).end("{}");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    stop: () => new Promise((done) => server.close(() => done())),
  };
};
