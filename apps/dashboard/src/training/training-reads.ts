import { DomainError, type JsonObject } from '@app/kernel';
import { z } from 'zod';
import type { PassedReads } from '../bff/passed-reads.js';
import type { ReadCaller } from '../bff/read-caller.js';
import { jsonIn, type ReadPart } from '../bff/read-part.js';

/** The id under which the router's registry has the server of the training jobs. */
const SERVER = '/mcp/servers/training';
/** Tools of it that only look, each with what it may be given. */
const LOOKS: Readonly<Record<string, z.ZodType<JsonObject>>> = {
  'list-training-jobs': z.strictObject({ loss_points: z.coerce.number().int().min(1).max(1_000).optional() }),
  'list-configs': z.strictObject({}),
  'get-system-stats': z.strictObject({}),
};
const offer = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });

/** TrainingReads lets a page ask for what it shows of the training server without knowing first what is offered there. */
export class TrainingReads {
  /** Reads of one asking share it. */
  private readonly offers = new WeakMap<ReadCaller, Promise<ReadPart>>();

  constructor(private readonly passed: Pick<PassedReads, 'read'>) {}

  /**
   * read is what a tool answers, as the router tells it, or why its tools cannot be listed. Throws `not_found` for a tool
   * that does more than look, and for one that the session may not call: a call of it would be recorded as refused.
   */
  async read(tool: string, query: URLSearchParams, caller: ReadCaller): Promise<ReadPart> {
    const given = givenTo(tool, query);
    const offered = await this.offered(caller);
    if (offered.status !== 200) return offered;
    const known = offer.safeParse(jsonIn(offered, 'the list of tools'));
    if (known.data?.tools.some(({ name }) => name === tool) !== true)
      throw new DomainError('not_found', `the training server does not offer ${tool} to this session`);
    const body = { tool, arguments: given };
    return this.passed.read(caller, { upstream: 'router', sent: `${SERVER}/call`, body });
  }

  private offered(caller: ReadCaller): Promise<ReadPart> {
    const known = this.offers.get(caller);
    if (known !== undefined) return known;
    const offered = this.passed.read(caller, { upstream: 'router', sent: `${SERVER}/tools` });
    this.offers.set(caller, offered);
    return offered;
  }
}

function givenTo(tool: string, query: URLSearchParams): JsonObject {
  const look = Object.hasOwn(LOOKS, tool) ? LOOKS[tool] : undefined;
  if (look === undefined) throw new DomainError('not_found', 'there is no such read of the training server');
  const given = look.safeParse(Object.fromEntries(query));
  if (given.success) return given.data;
  const message = `${tool} takes "loss_points" from 1 to 1000 where it lists jobs, and nothing else`;
  throw new DomainError('invalid_request', message, { param: 'loss_points' });
}
