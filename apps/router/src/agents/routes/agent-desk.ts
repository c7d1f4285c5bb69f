import type { ServerSentEvent } from '@app/http';
import { DomainError, traceIdIn, type CancelSignal, type JsonObject } from '@app/kernel';
import type { Visitor } from '../access/visitor.js';
import type { Agent, AgentShelf } from '../file/agent-shelf.js';
import type { RunOrder } from '../runs/agent-run.js';
import { RunOutlet } from '../runs/run-outlet.js';
import type { NumberedEvent, RunRecord } from '../runs/run-record.js';
import { notKept, type Runs, type StartedRun } from '../runs/runs.js';

const PLACE = /^\d{1,9}$/;
/** A run in the background has nobody who could leave. */
const NOBODY = new AbortController().signal;

/** AgentDesk takes what visitors want of agents. */
export class AgentDesk {
  constructor(
    readonly shelf: AgentShelf,
    private readonly runs: Runs,
  ) {}

  /** Throws `agent_not_found` or `agent_not_allowed`; without a name the visitor's only agent is meant. */
  agentFor({ client }: Visitor, name: string | undefined): Agent {
    return name === undefined ? this.shelf.only(client) : this.shelf.get(name, client);
  }

  /** whole resolves with the record of a run that has ended; throws why it failed, or `run_cancelled`. */
  async whole(visitor: Visitor, agent: Agent, messages: readonly JsonObject[]): Promise<RunRecord> {
    const { exchange } = visitor;
    const started = this.runs.start(orderOf(visitor, agent, messages, exchange.signal));
    note(visitor, agent, started);
    const { record, error } = await started.ended;
    if (error !== undefined) throw error;
    if (record.status === 'cancelled') throw cancelled(exchange.signal);
    return record;
  }

  /** events begins a run whose reader is waited for, and that ends when its reader leaves. */
  events(
    visitor: Visitor,
    agent: Agent,
    messages: readonly JsonObject[],
    signal: CancelSignal,
  ): AsyncIterator<NumberedEvent, undefined> & { readonly run: StartedRun } {
    const outlet = new RunOutlet(signal);
    const order = orderOf(visitor, agent, messages, outlet.signal);
    const run = this.runs.start(order, (event) => outlet.tell(event));
    note(visitor, agent, run);
    return { run, next: () => outlet.next() };
  }

  /** background throws `runs_not_kept` where nobody could ask for the run later. */
  async background(visitor: Visitor, agent: Agent, messages: readonly JsonObject[]): Promise<RunRecord> {
    if (!this.runs.keeps) throw notKept();
    const run = this.runs.start(orderOf(visitor, agent, messages, NOBODY));
    note(visitor, agent, run);
    return this.runs.find(run.id, visitor.principal);
  }

  find({ principal }: Visitor, id: string): Promise<RunRecord> {
    return this.runs.find(id, principal);
  }

  cancel({ principal }: Visitor, id: string): Promise<RunRecord> {
    return this.runs.cancel(id, principal);
  }

  /** follow throws `invalid_event_id` for what no stream of a run gave out. */
  async follow({ principal }: Visitor, id: string, lastId: string | undefined) {
    if (lastId !== undefined && !PLACE.test(lastId)) {
      const message = 'Last-Event-ID: must be an id that this stream gave out';
      throw new DomainError('invalid_event_id', message, { param: 'Last-Event-ID' });
    }
    const read = await this.runs.follow(id, principal);
    return (signal: AbortSignal) => sentEvents(read(Number(lastId ?? 0), signal));
  }
}

/** sentEvents are a run's events as they are sent; the id is the event's place. */
export function sentEvents(events: AsyncIterator<NumberedEvent, undefined>): AsyncIterator<ServerSentEvent> {
  return {
    next: async () => {
      const next = await events.next();
      if (next.done) return { done: true, value: undefined };
      const { place, event } = next.value;
      const { type, ...data } = event;
      return { done: false, value: { id: String(place), event: type, data } };
    },
  };
}

function orderOf(
  { principal, exchange }: Visitor,
  agent: Agent,
  messages: readonly JsonObject[],
  signal: CancelSignal,
): RunOrder {
  const { traceparent } = exchange.request.headers;
  const trace = traceIdIn(traceparent) === undefined ? undefined : String(traceparent);
  return { agent, messages, principal, requestId: exchange.id, traceparent: trace, signal };
}

function note({ exchange, principal }: Visitor, agent: Agent, { id }: StartedRun): void {
  exchange.logFields = { client: principal.id, agent: agent.name, run: id };
  if (!exchange.response.headersSent) exchange.response.setHeader('x-run-id', id);
}

/** A process that stops says so; a caller who left hears nothing any more. */
function cancelled({ reason }: CancelSignal): DomainError {
  if (reason instanceof DomainError) return reason;
  return new DomainError('run_cancelled', 'the run was cancelled before it had an answer');
}
