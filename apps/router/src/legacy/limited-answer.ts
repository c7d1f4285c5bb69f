import { isJsonObject } from '@app/kernel';
import { failureStatus } from '../mcp/failure-status.js';
import type { FirstWords } from './first-words.js';
import { requestIdsIn } from './request-ids.js';

/**
 * limitedAnswer serves a tool call so that a rate limit is answered with 429 and Retry-After, although the SDK answers
 * with a stream at once: the stream is held back until the call has begun to speak. All other bodies are just served.
 */
export async function limitedAnswer(
  body: unknown,
  firstWords: FirstWords,
  serve: () => Promise<Response>,
): Promise<Response> {
  const [id] = requestIdsIn(body);
  if (!isJsonObject(body) || body['method'] !== 'tools/call' || id === undefined) return serve();
  const beginning = firstWords.of(id);
  const answer = await serve();
  if (answer.status !== 200) firstWords.said(id, undefined);
  const failure = await beginning;
  const limit = failure && failureStatus(failure);
  if (!failure || limit?.status !== 429) return answer;
  await answer.body?.cancel();
  const { code, message, data } = failure;
  return Response.json({ jsonrpc: '2.0', id, error: { code, message, data } }, limit);
}
