import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { mayChange, parseExactly } from '../numbers/exact-json.js';
import { roundNumbers } from '../numbers/replace-values.js';

/**
 * rpcMessages returns the messages of one line, as they are. Nothing when it is not JSON, or holds anything that is no
 * JSON-RPC 2.0 message. A list of messages is a batch, which the revision 2025-03-26 has. Results hold exact numbers,
 * see parseExactly; what is around them does not.
 */
export function rpcMessages(line: string): readonly JSONRPCMessage[] {
  const value = parsed(line);
  const candidates: unknown[] = Array.isArray(value) ? value : [value];
  if (mayChange(line)) candidates.filter(isJsonObject).forEach(roundEnvelope);
  return candidates.every(isRpcMessage) ? candidates : [];
}

function parsed(line: string): unknown {
  try {
    return parseExactly(line);
  } catch {
    return undefined;
  }
}

function roundEnvelope(message: JsonObject): void {
  const { result } = message;
  delete message['result'];
  roundNumbers(message);
  if (result !== undefined) message['result'] = result;
}

function isRpcMessage(value: unknown): value is JSONRPCMessage {
  if (!isJsonObject(value) || value['jsonrpc'] !== '2.0') return false;
  if (typeof value['method'] === 'string') return value['id'] === undefined || isId(value['id']);
  return isAnswer(value);
}

function isAnswer(value: JsonObject): boolean {
  if (isJsonObject(value['result'])) return isId(value['id']);
  return isJsonObject(value['error']) && (value['id'] === undefined || isId(value['id']));
}

function isId(id: unknown): boolean {
  return typeof id === 'string' || Number.isInteger(id);
}
