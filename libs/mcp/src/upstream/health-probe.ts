import { DomainError } from '@app/kernel';
import type { McpRequest } from '../wire/messages.js';
import { McpFailure } from '../wire/messages.js';
import type { Call, Link } from './link.js';

const LISTS: readonly (readonly [string, string])[] = [
  ['tools', 'tools/list'],
  ['prompts', 'prompts/list'],
  ['resources', 'resources/list'],
];

/** internalCall is the Call of a request that no client made. */
export const internalCall = (milliseconds: number): Call => ({
  signal: new AbortController().signal,
  idleMs: milliseconds,
  totalMs: milliseconds,
  takesInputRequired: true,
});

/**
 * probe says whether a server answers at all: with whatever, an error included. Old servers may leave `ping` unanswered,
 * so a list confirms it. Rejects when the transport fails.
 */
export async function probe(link: Link, milliseconds: number): Promise<boolean> {
  const first = link.era === 'modern' ? 'server/discover' : 'ping';
  if (await answers(link, { method: first }, milliseconds)) return true;
  const list = LISTS.find(([capability]) => link.capabilities[capability] !== undefined);
  return list !== undefined && answers(link, { method: list[1] }, milliseconds);
}

async function answers(link: Link, request: McpRequest, milliseconds: number): Promise<boolean> {
  try {
    await link.request(request, internalCall(milliseconds));
    return true;
  } catch (error) {
    if (error instanceof McpFailure) return true;
    if (error instanceof DomainError && error.code === 'mcp_timeout') return false;
    throw error;
  }
}
