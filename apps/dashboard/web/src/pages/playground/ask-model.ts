import { asProblem } from '../../api/problem.js';
import { refusalOf } from '../../api/session-fetch.js';
import { hasContent, NOTHING_YET, withChunk, type ChatChunk } from './chat-answer.js';
import { readChat } from './chat-stream.js';
import type { ConversationState } from './conversation-state.js';
import type { Surroundings } from './conversation.js';
import type { AnswerEntry } from './entries.js';
import { RawLog } from './raw-log.js';

interface Asked {
  readonly state: ConversationState;
  readonly around: Pick<Surroundings, 'ask' | 'now'>;
  readonly model: string;
  readonly signal: AbortSignal;
}

/** askModel adds an answer to the conversation and lets it grow as it comes; how it ended is in it. It never throws. */
export async function askModel(request: object, { state, around, model, signal }: Asked): Promise<void> {
  const begun = around.now();
  const raw = new RawLog(request);
  const id = state.add({ kind: 'answer', model, answer: NOTHING_YET, state: 'running' });
  const note = (change: Partial<AnswerEntry>) => state.change<AnswerEntry>(id, () => change);
  const grow = (chunk: ChatChunk) =>
    state.change<AnswerEntry>(id, ({ answer, firstMs }) => {
      const grown = withChunk(answer, chunk);
      const isFirst = firstMs === undefined && hasContent(grown);
      return { answer: grown, ...(isFirst && { firstMs: around.now() - begun }) };
    });
  state.setRaw(raw);
  try {
    const response = await around.ask(request, signal);
    raw.answered(response.status);
    const requestId = response.headers.get('x-request-id');
    if (requestId !== null) note({ requestId });
    if (!response.ok || response.body === null) throw await refusalOf(response);
    await readChat(response.body, { onData: (data) => raw.add(data), onChunk: grow });
    note({ state: 'done', endMs: around.now() - begun });
  } catch (error) {
    const endMs = around.now() - begun;
    note(
      signal.aborted ? { state: 'stopped', endMs } : { state: 'failed', endMs, problem: asProblem(error) },
    );
  }
}
