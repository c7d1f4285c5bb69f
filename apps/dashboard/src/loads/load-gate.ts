import { DomainError } from '@app/kernel';
import { z } from 'zod';
import type { Credentials } from '../upstreams/credentials.js';
import type { UpstreamReader } from '../upstreams/upstream-reader.js';
import { providerNode } from './provider-node.js';

const library = z.looseObject({
  providers: z.array(
    z.looseObject({ id: z.string(), address: z.string().nullable(), service: z.string().nullable() }),
  ),
});
const problem = z.looseObject({ code: z.string(), reason: z.string() });
const uses = z.looseObject({
  nodes: z.array(
    z.looseObject({
      node: z.string(),
      age_ms: z.number().nullable(),
      problem: problem.optional(),
      gpu_problem: problem.optional(),
      services: z.array(z.looseObject({ service: z.string() })),
    }),
  ),
});
type NodeUse = z.output<typeof uses>['nodes'][number];

/** LoadWish is the model that somebody wants in memory, and who. */
export interface LoadWish {
  /** `provider/model`. */
  readonly model: string;
  readonly credentials: Credentials;
  readonly requestId: string;
}

const ANSWER_MS = 5_000;
/** As the pages have it: older figures tell nothing of now. */
const STALE_MS = 30_000;
/** What the worker says of a GPU that should be there. Any other failure is the source's, and tells nothing of the GPU. */
const LOST: ReadonlySet<string> = new Set(['gpu_missing', 'gpu_driver_lost']);

/** LoadGate keeps models from being loaded on a node whose GPU driver is lost: operations know that, and the gateway does not. */
export class LoadGate {
  constructor(private readonly reader: Pick<UpstreamReader, 'json'>) {}

  /** admit throws `node_gpu_lost`. What cannot be found out admits: the gateway and the provider judge for themselves. */
  async admit(wish: LoadWish): Promise<void> {
    const [known, told] = await Promise.all([
      this.read(wish, 'gateway', '/api/models', library),
      this.read(wish, 'ops', '/stats', uses),
    ]);
    const provider = known?.providers.find(({ id }) => wish.model.startsWith(`${id}/`));
    if (provider === undefined || told === undefined) return;
    const local = told.nodes.find(({ node }) => node === 'local')?.services ?? [];
    const id = providerNode(
      provider,
      local.map(({ service }) => service),
    );
    const node = told.nodes.find((one) => one.node === id);
    if (node !== undefined) refuseLost(wish.model, node);
  }

  private async read<S extends z.ZodType>(
    { credentials, requestId }: LoadWish,
    upstream: 'gateway' | 'ops',
    path: string,
    schema: S,
  ): Promise<z.output<S> | undefined> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    try {
      const answer = await this.reader.json({ upstream, path, credentials, requestId, signal });
      return schema.safeParse(answer).data;
    } catch (error) {
      if (signal.aborted || error instanceof DomainError) return undefined;
      throw error;
    }
  }
}

function refuseLost(model: string, { node, age_ms: age, problem: away, gpu_problem: gpu }: NodeUse): void {
  if (gpu === undefined || !LOST.has(gpu.code)) return;
  if (away !== undefined || age === null || age > STALE_MS) return;
  const message = `${model} cannot be loaded: the node "${node}" has lost its GPU (${gpu.reason}); mend its driver first`;
  throw new DomainError('node_gpu_lost', message, { param: 'model' });
}
