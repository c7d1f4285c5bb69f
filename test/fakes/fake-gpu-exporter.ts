import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeGpuExporter {
  readonly url: string;
  /** What it was asked, as `GET /metrics`. */
  readonly asked: string[];
  /** What it answers from now on. */
  page: string;
  status: number;
  close(): Promise<void>;
}

/** startFakeGpuExporter serves one page of metrics. */
export async function startFakeGpuExporter(page: string): Promise<FakeGpuExporter> {
  const server = createServer(({ method, url }, response) => {
    exporter.asked.push(`${method} ${url}`);
    response.writeHead(exporter.status, { 'content-type': 'text/plain; version=0.0.4' }).end(exporter.page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const exporter: FakeGpuExporter = { url: `http://127.0.0.1:${port}`, asked: [], page, status: 200, close };
  return exporter;
}
