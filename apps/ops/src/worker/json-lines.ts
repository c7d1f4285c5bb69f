import { StringDecoder } from 'node:string_decoder';
import { DomainError } from '@app/kernel';
import type { z } from 'zod';

/** A line of a container is at most 64 Ki characters, each of which JSON may write as six. */
const LONGEST = 1024 * 1024;

/**
 * jsonLines yields the worker's lines as they come, each checked. Throws `worker_malformed`, and `worker_unreachable`
 * when the stream breaks off before its end.
 */
export async function* jsonLines<S extends z.ZodType>(
  body: AsyncIterable<Buffer>,
  schema: S,
): AsyncGenerator<z.output<S>> {
  for await (const line of linesOf(body)) {
    const entry = schema.safeParse(jsonIn(line));
    if (!entry.success) throw malformed('a line in another form than was agreed');
    yield entry.data;
  }
}

async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const part of unbroken(body)) {
    const lines = (rest + decoder.write(part)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) throw malformed(`a line of more than ${LONGEST} characters`);
    yield* lines;
  }
  if (rest !== '') throw malformed('a last line without an end');
}

async function* unbroken(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (cause) {
    throw new DomainError('worker_unreachable', 'the worker broke off its answer', { cause });
  }
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw malformed('a line that is not JSON');
  }
}

function malformed(what: string): DomainError {
  return new DomainError('worker_malformed', `the worker sent ${what}`);
}
