import { DomainError } from '@app/kernel';
import type { Visitor } from '../access/visitor.js';
import type { AgentDesk } from '../routes/agent-desk.js';
import type { EndedRun } from '../runs/runs.js';
import { completionRequest, type CompletionRequest } from './completion-request.js';
import {
  deltaChunk,
  headOf,
  lastChunk,
  usageChunk,
  wholeCompletion,
  type CompletionHead,
} from './completion.js';
import { CompletionWords } from './completion-words.js';
import { sendChunks } from './send-chunks.js';

type Events = ReturnType<AgentDesk['events']>;

/** CompletionDesk serves agents as models of OpenAI's chat completions. */
export class CompletionDesk {
  constructor(private readonly desk: AgentDesk) {}

  /** By their bare names: the gateway, for which this is the provider `agent`, puts that before them. */
  models({ client }: Visitor) {
    const data = this.desk.shelf.usableBy(client).map(({ name }) => ({
      id: name,
      object: 'model',
      created: 0,
      owned_by: 'switchyard',
    }));
    return { object: 'list', data };
  }

  /** serve answers on the exchange's own response; what it throws was thrown before a byte of it was sent. */
  async serve(visitor: Visitor): Promise<void> {
    const { exchange } = visitor;
    const wanted = completionRequest(exchange.body);
    const agent = this.desk.agentFor(visitor, wanted.agent);
    const events = this.desk.events(visitor, agent, wanted.messages, exchange.signal);
    const head = headOf(events.run.id, agent.name);
    if (wanted.stream) return this.stream(visitor, wanted, events, head);
    return this.whole(visitor, events, head);
  }

  private async whole({ exchange }: Visitor, events: Events, head: CompletionHead): Promise<void> {
    const words = new CompletionWords();
    let content = '';
    for await (const { event } of { [Symbol.asyncIterator]: () => events }) content += words.of(event);
    const { record } = answered(await events.run.ended, exchange.signal.reason);
    const bytes = Buffer.from(JSON.stringify(wholeCompletion(head, record, content)));
    exchange.response.writeHead(200, {
      'x-request-id': exchange.id,
      'content-type': 'application/json; charset=utf-8',
      'content-length': bytes.length,
    });
    exchange.response.end(bytes);
  }

  private stream(
    { exchange }: Visitor,
    { includeUsage }: CompletionRequest,
    events: Events,
    head: CompletionHead,
  ): Promise<void> {
    const reason = () => exchange.signal.reason;
    return sendChunks(exchange, chunksOf(events, head, includeUsage, reason));
  }
}

async function* chunksOf(
  events: Events,
  head: CompletionHead,
  includeUsage: boolean,
  why: () => unknown,
): AsyncGenerator<object> {
  const words = new CompletionWords();
  yield deltaChunk(head, { role: 'assistant', content: '' });
  for await (const { event } of { [Symbol.asyncIterator]: () => events }) {
    const content = words.of(event);
    if (content !== '') yield deltaChunk(head, { content });
  }
  const { record } = answered(await events.run.ended, why());
  const about = { run: record.id, steps: record.steps.length };
  yield lastChunk(head, record.finish_reason ?? 'stop', about);
  if (includeUsage) yield usageChunk(head, record.usage);
}

/** Throws why there is no answer. */
function answered(ended: EndedRun, reason: unknown): EndedRun {
  if (ended.error !== undefined) throw ended.error;
  if (ended.record.status !== 'cancelled') return ended;
  if (reason instanceof DomainError) throw reason;
  throw new DomainError('run_cancelled', 'the run was cancelled before it had an answer');
}
