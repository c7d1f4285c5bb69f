import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as plainRequest } from 'node:http';
import { openDoor, type DockerNode, type EngineDoor, type GpuSource } from '@app/docker';
import { figuresOf } from './exporter-figures.js';
import { gpuError } from './gpu-error.js';
import type { GpuReading } from './gpu-reading.js';
import { samplesIn } from './prometheus-text.js';

type Exporter = Extract<GpuSource, { kind: 'exporter' }>;

const LARGEST_PAGE = 4 * 1024 * 1024;

/** GpuExporter reads a Prometheus exporter; a remote node's with the node's own TLS material. */
export class GpuExporter {
  private readonly door: EngineDoor | undefined;
  private readonly url: URL;

  /** Throws `node_tls_material_invalid`. */
  constructor(
    private readonly node: DockerNode,
    private readonly source: Exporter,
  ) {
    this.url = new URL(source.url);
    this.door = doorTo(node, this.url);
  }

  /** read throws `gpu_unreachable`, `gpu_timeout`, `gpu_failed` or `gpu_malformed`. */
  async read(signal: AbortSignal): Promise<GpuReading[]> {
    const page = await this.page(signal);
    try {
      return figuresOf(this.source.exporter, samplesIn(page));
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw this.failure('gpu_malformed', `the exporter's page: ${cause.message}`);
    }
  }

  /** follow takes renewed certificates into use; the engine's own door reports what is wrong with them. */
  async follow(): Promise<void> {
    await this.door?.follow({ changed: () => undefined, refused: () => undefined });
  }

  async close(): Promise<void> {
    await this.door?.close();
  }

  private async page(signal: AbortSignal): Promise<string> {
    try {
      const response = await this.answer(signal);
      if (response.statusCode === 200) return await this.textOf(response);
      response.destroy();
      throw this.failure('gpu_failed', `the exporter answered ${response.statusCode ?? 'nothing'}`);
    } catch (cause) {
      if (signal.aborted) throw this.failure('gpu_timeout', 'the exporter did not answer in time', cause);
      if (cause instanceof Error && 'code' in cause && isOurs(cause.code)) throw cause;
      throw this.failure('gpu_unreachable', `the exporter cannot be reached (${codeOf(cause)})`, cause);
    }
  }

  private answer(signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      this.request(signal).once('response', resolve).once('error', reject).end();
    });
  }

  private request(signal: AbortSignal): ClientRequest {
    const options = { method: 'GET', path: this.url.pathname, headers: { accept: 'text/plain' }, signal };
    if (this.door !== undefined) return this.door.request(options);
    const { hostname, port } = this.url;
    return plainRequest({
      ...options,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || 80,
      agent: false,
    });
  }

  private async textOf(response: IncomingMessage): Promise<string> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of response as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > LARGEST_PAGE) {
        throw this.failure('gpu_malformed', `the exporter sent more than ${LARGEST_PAGE} bytes`);
      }
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  private failure(code: Parameters<typeof gpuError>[1], what: string, cause?: unknown) {
    return gpuError(this.node.id, code, what, cause);
  }
}

/** A remote node's exporter is behind the same proxy as its engine, on another port or path. */
function doorTo(node: DockerNode, { origin }: URL): EngineDoor | undefined {
  if (node.engine.kind === 'local') return undefined;
  return openDoor({ ...node, engine: { ...node.engine, url: origin } });
}

function isOurs(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('gpu_');
}

function codeOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'no reason given';
}
