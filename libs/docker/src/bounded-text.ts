import { StringDecoder } from 'node:string_decoder';
import { dockerError } from './docker-error.js';

/** boundedText collects a body as UTF-8 text; more than `limit` bytes throw `node_answer_too_large`. */
export async function boundedText(node: string, body: AsyncIterable<Buffer>, limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > limit) {
      throw dockerError(node, 'node_answer_too_large', `The node "${node}" sent more than ${limit} bytes.`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** jsonLines splits a body into lines that each hold JSON, of at most `limit` characters; blank lines are left out. */
export async function* jsonLines(node: string, body: AsyncIterable<Buffer>, limit: number): AsyncGenerator {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const part of body) {
    const lines = (rest + decoder.write(part)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > limit) throw malformed(node, `a line of more than ${limit} characters`);
    for (const line of lines) if (line.trim() !== '') yield parseJson(node, line);
  }
  rest += decoder.end();
  if (rest.trim() !== '') yield parseJson(node, rest);
}

/** parseJson is JSON.parse whose failure names the node and not the text. */
export function parseJson(node: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(node, 'something that is not JSON', cause);
  }
}

function malformed(node: string, what: string, cause?: unknown): Error {
  return dockerError(node, 'node_answer_malformed', `The node "${node}" sent ${what}.`, { cause });
}
