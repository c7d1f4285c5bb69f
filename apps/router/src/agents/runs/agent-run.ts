import type { Logger } from '@app/http';
import { DomainError, type CancelSignal, type JsonObject } from '@app/kernel';
import { McpFailure, type HubCaller, type McpHub, type Principal } from '@app/mcp';
import type { Agent } from '../file/agent-shelf.js';
import { AgentLoop } from '../loop/agent-loop.js';
import { RunClock } from '../loop/run-clock.js';
import type { FinishReason, RunEvent, RunTotals } from '../loop/run-types.js';
import { TokenBudget } from '../loop/token-budget.js';
import type { Model } from '../model/model.js';
import { mcpError } from '../servers/mcp-error.js';
import { crossedPatterns } from '../tools/crossed-patterns.js';
import { ToolBelt } from '../tools/tool-belt.js';
import type { KeptRun, RunRecord, RunStatus } from './run-record.js';

/** RunOrder is what somebody wants of an agent. */
export interface RunOrder {
  readonly agent: Agent;
  readonly messages: readonly JsonObject[];
  readonly principal: Principal;
  readonly requestId: string;
  readonly traceparent?: string | undefined;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: CancelSignal;
}

export interface RunMeans {
  readonly hub: McpHub;
  readonly model: Model;
  readonly logger: Logger;
}

/** AgentRun is one run of an agent, from its start to its end. */
export class AgentRun {
  private readonly createdAt = Date.now();
  private readonly clock: RunClock;
  private readonly budget: TokenBudget;
  private readonly cancelled = new AbortController();
  private loop: AgentLoop | undefined;
  private status: RunStatus = 'running';
  private finish: FinishReason | null = null;
  private failure: DomainError | undefined;
  private endedAt: string | null = null;

  constructor(
    readonly id: string,
    private readonly order: RunOrder,
    private readonly means: RunMeans,
    private readonly tell: (event: RunEvent) => Promise<void>,
  ) {
    this.budget = new TokenBudget(order.agent.max_tokens);
    this.clock = new RunClock(order.agent.timeout_sec * 1_000, [order.signal, this.cancelled.signal]);
  }

  get kept(): KeptRun {
    const { principal, agent } = this.order;
    const until = this.createdAt + agent.timeout_sec * 1_000;
    return { client: principal.id, record: this.record, until };
  }

  get record(): RunRecord {
    const { agent, requestId } = this.order;
    return {
      id: this.id,
      object: 'agent.run',
      agent: agent.name,
      model: agent.model,
      status: this.status,
      finish_reason: this.finish,
      text: this.loop?.text ?? '',
      steps: this.loop?.steps ?? [],
      usage: this.budget.usage,
      error: this.failure ? { code: this.failure.code, message: this.failure.message } : null,
      created_at: new Date(this.createdAt).toISOString(),
      ended_at: this.endedAt,
      request_id: requestId,
    };
  }

  /** error is why the run failed, for whoever waits for its answer. */
  get error(): DomainError | undefined {
    return this.failure;
  }

  cancel(): void {
    this.cancelled.abort();
  }

  /** run resolves when the run has ended, whatever ended it, and its last event was told. */
  async run(): Promise<RunRecord> {
    const { agent } = this.order;
    try {
      await this.tell({ type: 'run.started', run: this.id, agent: agent.name, model: agent.model });
      this.end('completed', await this.work());
    } catch (error) {
      this.endBy(error);
    } finally {
      this.clock.close();
      await this.leaveHub();
    }
    await this.tell(this.lastEvent());
    return this.record;
  }

  private async work(): Promise<FinishReason> {
    const { agent, messages, requestId, traceparent } = this.order;
    const { clock, budget, tell, means } = this;
    const belt = await ToolBelt.open(means.hub, this.hubCaller());
    if (belt.leftOut > 0) {
      means.logger.warn(
        { agent: agent.name, left_out: belt.leftOut },
        'an agent has more tools than can be offered',
      );
    }
    const parts = { agent, model: means.model, belt, clock, budget, requestId, traceparent, tell };
    this.loop = new AgentLoop(parts, messages);
    return this.loop.run();
  }

  /** A session of its own, so that a server which keeps state of its client keeps that of one run. */
  private hubCaller(): HubCaller {
    const { agent, principal, requestId } = this.order;
    return {
      principal: { id: principal.id, tools: crossedPatterns(principal.tools, agent.tools) },
      view: agent.project === undefined ? { kind: 'all' } : { kind: 'project', project: agent.project },
      era: 'legacy',
      door: 'api',
      capabilities: {},
      session: this.id,
      requestId,
      signal: this.clock.signal,
      notify: () => undefined,
      ask: undefined,
    };
  }

  private async leaveHub(): Promise<void> {
    try {
      await this.means.hub.endSession(this.id);
    } catch (err) {
      this.means.logger.error(
        { request_id: this.order.requestId, err },
        "a run's servers could not be ended",
      );
    }
  }

  private end(status: RunStatus, finish: FinishReason | null): void {
    this.status = status;
    this.finish = finish;
    this.endedAt = new Date().toISOString();
  }

  private endBy(error: unknown): void {
    const { stopped } = this.clock;
    if (stopped === 'cancelled') return this.end('cancelled', null);
    if (stopped !== undefined) return this.end('completed', stopped);
    this.failure = this.known(error);
    return this.end('failed', null);
  }

  private known(error: unknown): DomainError {
    if (error instanceof DomainError) return error;
    if (error instanceof McpFailure) return mcpError(error);
    const { requestId } = this.order;
    this.means.logger.error({ request_id: requestId, err: error }, 'a run of an agent failed unforeseen');
    return new DomainError('internal_error', `internal error; quote ${requestId} when you report it`);
  }

  private lastEvent(): RunEvent {
    const { finish_reason: reason, text, steps, usage, error } = this.record;
    const totals: RunTotals = { steps: steps.length, usage };
    if (error !== null) return { type: 'run.failed', ...error, ...totals };
    if (reason === null) return { type: 'run.cancelled', ...totals };
    return { type: 'run.completed', finish_reason: reason, text, ...totals };
  }
}
