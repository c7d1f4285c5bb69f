import type { Logger } from '@app/http';
import { DomainError, uuidv7 } from '@app/kernel';
import type { McpHub, Principal } from '@app/mcp';
import { RunningCalls } from '../../mcp/running-calls.js';
import { endsRun, type RunEvent } from '../loop/run-types.js';
import type { Model } from '../model/model.js';
import { AgentRun, type RunOrder } from './agent-run.js';
import type { RunArchive } from './run-archive.js';
import type { KeptRun, NumberedEvent, RunRecord } from './run-record.js';

const MOST_RUNS = 256;
const MOST_RUNS_OF_ONE = 32;
const EVERYBODY = '';

export interface RunsParts {
  readonly hub: McpHub;
  readonly model: Model;
  readonly logger: Logger;
  /** Undefined without REDIS_URL: a run is then known to its caller and while it lasts. */
  readonly archive: RunArchive | undefined;
  readonly ended: (record: RunRecord) => void;
}

export interface EndedRun {
  readonly record: RunRecord;
  /** Why it failed, if it did. */
  readonly error: DomainError | undefined;
}

/** StartedRun is a run that is under way. */
export interface StartedRun {
  readonly id: string;
  readonly ended: Promise<EndedRun>;
}

type Listener = (event: NumberedEvent) => Promise<void>;

/** Runs are the runs of this router's agents, and what is kept of all routers' runs. */
export class Runs {
  private readonly live = new Map<string, { run: AgentRun; done: Promise<unknown> }>();
  private readonly running = new RunningCalls(MOST_RUNS_OF_ONE);
  private readonly inAll = new RunningCalls(MOST_RUNS);

  constructor(private readonly parts: RunsParts) {
    parts.archive?.onCancel((id) => this.live.get(id)?.run.cancel());
  }

  get size(): number {
    return this.live.size;
  }

  /** start throws `too_many_calls`. `listener` gets each event, and the run waits for it. */
  start(order: RunOrder, listener: Listener = async () => undefined): StartedRun {
    const leave = this.enter(order.principal);
    const id = `run-${uuidv7()}`;
    const run: AgentRun = new AgentRun(
      id,
      order,
      this.parts,
      this.teller(id, () => run, listener),
    );
    const ended = run.run().then((record) => {
      this.parts.ended(record);
      return { record, error: run.error };
    });
    const done = ended.finally(() => {
      this.live.delete(id);
      leave();
    });
    this.live.set(id, { run, done });
    return { id, ended: done };
  }

  /** find throws `run_not_found`, also for a run of another client. */
  async find(id: string, principal: Principal): Promise<RunRecord> {
    const kept = this.live.get(id)?.run.kept ?? (await this.parts.archive?.find(id));
    return ownedBy(principal, kept).record;
  }

  /** cancel asks a run to end; one that has ended stays as it is. Returns the record as it is at that moment. */
  async cancel(id: string, principal: Principal): Promise<RunRecord> {
    const record = await this.find(id, principal);
    const live = this.live.get(id);
    if (live !== undefined) {
      live.run.cancel();
      await live.done;
      return live.run.record;
    }
    if (record.status === 'running') await this.parts.archive?.askCancel(id);
    return record;
  }

  /** follow yields the events after that place until the run's end. */
  async follow(
    id: string,
    principal: Principal,
  ): Promise<(after: number, signal: AbortSignal) => AsyncIterator<NumberedEvent>> {
    const { archive } = this.parts;
    if (archive === undefined) throw notKept();
    await this.find(id, principal);
    return (after, signal) => archive.read(id, after, signal);
  }

  get keeps(): boolean {
    return this.parts.archive !== undefined;
  }

  /** close cancels what runs, and resolves when it has ended. */
  async close(): Promise<void> {
    const live = [...this.live.values()];
    for (const { run } of live) run.cancel();
    await Promise.all(live.map(({ done }) => done));
    this.parts.archive?.close();
  }

  private enter({ id }: Principal): () => void {
    const leaveAll = this.inAll.take(EVERYBODY);
    try {
      const leaveOwn = this.running.take(id);
      return () => {
        leaveOwn();
        leaveAll();
      };
    } catch (error) {
      leaveAll();
      throw error;
    }
  }

  /** The record is kept at the start, after each step and at the end; what cannot be kept stops no run. */
  private teller(id: string, run: () => AgentRun, listener: Listener): (event: RunEvent) => Promise<void> {
    let place = 0;
    let isKept = this.parts.archive !== undefined;
    let before: Promise<void> = Promise.resolve();
    const tell = async (numbered: NumberedEvent) => {
      if (isKept) isKept = await this.archived(id, run(), numbered);
      await listener(numbered);
    };
    return (event) => {
      place += 1;
      const numbered = { place, event };
      // Calls run side by side; what they tell is one after the other, here and in the archive.
      const told = before.then(() => tell(numbered));
      before = told.catch(() => undefined);
      return told;
    };
  }

  private async archived(id: string, run: AgentRun, numbered: NumberedEvent): Promise<boolean> {
    const { archive, logger } = this.parts;
    const { event } = numbered;
    try {
      // A reader that finds the record of an ended run has all of its events before it.
      if (event.type === 'run.started') await archive?.keep(run.kept);
      await archive?.append(id, numbered);
      if (event.type === 'step.model' || endsRun(event)) await archive?.keep(run.kept);
      return true;
    } catch (err) {
      logger.warn({ run: id, err }, 'a run is not kept any further');
      return false;
    }
  }
}

function ownedBy(principal: Principal, run: KeptRun | undefined): KeptRun {
  if (run !== undefined && run.client === principal.id) return run;
  throw new DomainError('run_not_found', 'there is no such run; runs are kept for a day');
}

/** notKept is thrown for what needs a run to outlive its request. */
export function notKept(): DomainError {
  return new DomainError(
    'runs_not_kept',
    'REDIS_URL is not set: runs are not kept, and end with their request',
  );
}
