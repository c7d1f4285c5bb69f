import { asProblem } from '../../api/problem.js';
import type { ToolResult } from '../../api/tool-servers.js';
import { askModel } from './ask-model.js';
import type { ToolCall } from './chat-answer.js';
import { ConversationState, type ConversationView } from './conversation-state.js';
import { messagesOf, pendingCalls, type Entry, type ToolEntry } from './entries.js';
import { argumentsOf, definitionOf, isDestructive, resultText, type OfferedTool } from './offered-tools.js';

/** What a turn is sent with. */
export interface TurnSettings {
  readonly model: string;
  readonly system: string;
  /** Further fields of the request. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly tools: readonly OfferedTool[];
  /** Calls are made as they come, but those of tools that destroy. */
  readonly areCallsMade: boolean;
}

export interface Surroundings {
  ask(body: object, signal: AbortSignal): Promise<Response>;
  call(
    server: string,
    tool: string,
    given: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<ToolResult>;
  /** Milliseconds of a clock that never steps back. */
  now(): number;
  /** Calls back soon, once per frame of the screen. */
  soon(then: () => void): void;
}

/** A model that would call tools for ever is stopped here. */
const MOST_ROUNDS = 8;

/** Conversation is one chat with a model. It goes on while its page is away, and is stored nowhere. */
export class Conversation {
  private readonly state: ConversationState;
  private stopper = new AbortController();

  constructor(private readonly around: Surroundings) {
    this.state = new ConversationState((then) => around.soon(then));
  }

  readonly get = (): ConversationView => this.state.get();

  readonly subscribe = (listener: () => void): (() => void) => this.state.subscribe(listener);

  /** send adds what the viewer said, and has it answered; it resolves when nothing more comes. */
  async send(text: string, settings: TurnSettings): Promise<void> {
    if (this.state.busy) return;
    this.state.add({ kind: 'user', text });
    await this.whileBusy((signal) => this.answer(settings, signal));
  }

  /** makeCalls makes the calls that wait, of tools that destroy as well, and has the answer go on. */
  async makeCalls(settings: TurnSettings): Promise<void> {
    const calls = pendingCalls(this.state.all);
    if (this.state.busy || calls.length === 0) return;
    await this.whileBusy(async (signal) => {
      await this.make(calls, settings.tools, signal);
      if (!signal.aborted) await this.answer(settings, signal);
    });
  }

  /** stop ends what runs, here and upstream: its connection is closed. */
  stop(): void {
    this.stopper.abort();
  }

  /** show puts another conversation in the place of this one; without one it begins anew. */
  show(entries: readonly Entry[] = []): void {
    this.stop();
    this.state.replace(entries);
  }

  private async whileBusy(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.stopper = new AbortController();
    this.state.setBusy(true);
    await work(this.stopper.signal);
    this.state.setBusy(false);
  }

  private async answer(settings: TurnSettings, signal: AbortSignal): Promise<void> {
    for (let round = 1; round <= MOST_ROUNDS && !signal.aborted; round += 1) {
      const request = requestOf(settings, this.state.all);
      await askModel(request, { state: this.state, around: this.around, model: settings.model, signal });
      const calls = pendingCalls(this.state.all);
      const isStuck = calls.some(({ name }) =>
        settings.tools.some((tool) => tool.name === name && isDestructive(tool)),
      );
      if (calls.length === 0 || isStuck || !settings.areCallsMade || round === MOST_ROUNDS) return;
      await this.make(calls, settings.tools, signal);
    }
  }

  private async make(
    calls: readonly ToolCall[],
    tools: readonly OfferedTool[],
    signal: AbortSignal,
  ): Promise<void> {
    for (const call of calls) if (!signal.aborted) await this.makeOne(call, tools, signal);
  }

  private async makeOne(call: ToolCall, tools: readonly OfferedTool[], signal: AbortSignal): Promise<void> {
    const known = tools.find(({ name }) => name === call.name);
    const tool = known?.tool.name ?? call.name;
    const server = known?.server ?? '';
    const id = this.state.add({ kind: 'tool', callId: call.id, server, tool, state: 'running', text: '' });
    const begun = this.around.now();
    const outcome = await this.outcomeOf(call, known, signal);
    this.state.change<ToolEntry>(id, () => ({ ...outcome, ms: this.around.now() - begun }));
  }

  private async outcomeOf(
    call: ToolCall,
    known: OfferedTool | undefined,
    signal: AbortSignal,
  ): Promise<Pick<ToolEntry, 'state' | 'text'>> {
    const given = argumentsOf(call);
    if (known === undefined) return { state: 'failed', text: 'There is no tool of that name.' };
    if (given === undefined) return { state: 'failed', text: 'The arguments are not a JSON object.' };
    try {
      const result = await this.around.call(known.server, known.tool.name, given, signal);
      return { state: result.isError === true ? 'failed' : 'done', text: resultText(result) };
    } catch (error) {
      return { state: 'failed', text: signal.aborted ? 'The call was stopped.' : asProblem(error).message };
    }
  }
}

/** requestOf is the body of the next request of a conversation. */
export function requestOf(
  { model, system, body, tools }: Omit<TurnSettings, 'areCallsMade'>,
  entries: readonly Entry[],
): object {
  return {
    model,
    messages: messagesOf(system, entries),
    stream: true,
    stream_options: { include_usage: true },
    ...body,
    ...(tools.length > 0 && { tools: tools.map(definitionOf) }),
  };
}
