import type { JsonObject } from '@app/kernel';
import type { Agent } from '../file/agent-shelf.js';
import type { Model, ModelAnswer, ToolWish } from '../model/model.js';
import type { ToolBelt } from '../tools/tool-belt.js';
import { clipped } from '../tools/tool-text.js';
import { wishedArguments } from '../tools/wished-arguments.js';
import type { RunClock } from './run-clock.js';
import type { CallNote, FinishReason, RunEvent, StepNote } from './run-types.js';
import { sideBySide } from './side-by-side.js';
import type { TokenBudget } from './token-budget.js';

/** Of an argument's or a result's text, in events and records; the model gets more. */
const NOTED_CHARACTERS = 4_096;

export interface LoopParts {
  readonly agent: Agent;
  readonly model: Model;
  readonly belt: Pick<ToolBelt, 'offered' | 'call'>;
  readonly clock: RunClock;
  readonly budget: TokenBudget;
  readonly requestId: string;
  readonly traceparent: string | undefined;
  /** The loop goes no faster than its events are taken. */
  readonly tell: (event: RunEvent) => Promise<void>;
}

/** AgentLoop asks the model and calls the tools that it wants, in turn, until there is an answer or a budget is used up. */
export class AgentLoop {
  readonly steps: StepNote[] = [];
  private readonly messages: JsonObject[];
  private readonly body: JsonObject;
  private said = '';

  constructor(
    private readonly parts: LoopParts,
    messages: readonly JsonObject[],
  ) {
    const { system } = parts.agent;
    this.messages = [...(system === undefined ? [] : [{ role: 'system', content: system }]), ...messages];
    this.body = bodyOf(parts);
  }

  /** The text of the newest answer, also of one that was broken off. */
  get text(): string {
    return this.said;
  }

  /** run rejects with what broke it off; the clock knows whether somebody did. */
  async run(): Promise<FinishReason> {
    const { agent, budget, clock } = this.parts;
    for (let step = 1; ; step += 1) {
      clock.signal.throwIfAborted();
      const answer = await this.think(step);
      if (answer.wishes.length === 0) return finishOf(answer);
      if (answer.finishReason === 'length' || answer.finishReason === 'content_filter') {
        return answer.finishReason;
      }
      if (budget.isSpent) return 'max_tokens';
      if (step >= agent.max_steps) return 'max_steps';
      await this.act(answer.wishes);
    }
  }

  private async think(step: number): Promise<ModelAnswer> {
    const { agent, model, budget, clock, requestId, traceparent, tell } = this.parts;
    const body = { ...this.body, messages: this.messages };
    this.said = '';
    budget.ask(JSON.stringify(body).length);
    const answer = await model.ask({
      model: agent.model,
      body,
      requestId,
      traceparent,
      signal: clock.signal,
      onText: async (text) => {
        this.said += text;
        await tell({ type: 'text.delta', step, text });
      },
      onGrowth: (characters) => this.grow(characters),
    });
    budget.answered(answer.tokens);
    this.messages.push(asMessage(answer));
    const finish = answer.finishReason ?? null;
    this.steps.push({ step, text: clipped(answer.text, NOTED_CHARACTERS), finish_reason: finish, calls: [] });
    const tools = answer.wishes.map(({ name }) => name);
    await tell({ type: 'step.model', step, finish_reason: finish, tools, usage: budget.usage });
    return answer;
  }

  private grow(characters: number): void {
    const { budget, clock } = this.parts;
    budget.grow(characters);
    if (budget.isSpent) clock.stop('max_tokens');
  }

  private async act(wishes: readonly ToolWish[]): Promise<void> {
    const { agent } = this.parts;
    const results = await sideBySide(wishes, agent.parallel_calls, (wish) => this.call(wish));
    this.messages.push(...results);
  }

  /** Every call that was told of has a result: in one that is broken off, the run's end says so. */
  private async call(wish: ToolWish): Promise<JsonObject> {
    const { belt, clock, tell } = this.parts;
    clock.signal.throwIfAborted();
    const step = this.steps.length;
    const { id, name: tool } = wish;
    const written = clipped(wish.arguments, NOTED_CHARACTERS);
    await tell({ type: 'tool.call', step, call: id, tool, arguments: written });
    const startedAt = performance.now();
    const { text, ...how } = await belt.call(wish);
    const ms = Math.round(performance.now() - startedAt);
    const note: CallNote = {
      id,
      tool,
      arguments: written,
      ...how,
      result: clipped(text, NOTED_CHARACTERS),
      ms,
    };
    this.steps.at(-1)?.calls.push(note);
    const { id: call, arguments: _, ...result } = note;
    await tell({ type: 'tool.result', step, call, ...result });
    return { role: 'tool', tool_call_id: id, content: text };
  }
}

/** An upstream that has no tools refuses an empty list of them. */
function bodyOf({ agent, belt }: LoopParts): JsonObject {
  const { temperature, top_p, max_output_tokens: most } = agent;
  return {
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { top_p }),
    ...(most !== undefined && { max_tokens: most }),
    ...(belt.offered.length > 0 && { tools: [...belt.offered] }),
  };
}

function asMessage({ text, wishes }: ModelAnswer): JsonObject {
  if (wishes.length === 0) return { role: 'assistant', content: text };
  const calls = wishes.map((wish) => ({
    id: wish.id,
    type: 'function',
    function: { name: wish.name, arguments: validArguments(wish.arguments) },
  }));
  return { role: 'assistant', content: text === '' ? null : text, tool_calls: calls };
}

/** Servers parse the arguments of earlier calls, and fail on what is no JSON; the tool's message says what was wrong. */
function validArguments(written: string): string {
  return 'wrong' in wishedArguments(written) || written.trim() === '' ? '{}' : written;
}

function finishOf({ finishReason }: ModelAnswer): FinishReason {
  return finishReason === 'length' || finishReason === 'content_filter' ? finishReason : 'stop';
}
