import type { AuditEvent } from '../../api/audit.js';
import { actionWord } from '../audit/audit-words.js';
import { preciseTime } from './precise-time.js';
import type { Lane } from './timeline-rows.js';

const CHANGES: ReadonlySet<string> = new Set([
  'start',
  'stop',
  'restart',
  'up',
  'pull',
  'deploy',
  'rollback',
]);

/** The gateway's own work on its library. */
const OF_GATEWAY: ReadonlySet<string> = new Set(['model_pull', 'model_delete']);

/** laneOf is the part of the platform that an event tells of. */
export function laneOf({ action, result, metadata }: AuditEvent): Lane {
  if (result === 'denied' || action === 'denied') return 'Policy';
  if (action === 'tool_call') return 'Tool server';
  if (action.startsWith('mcp_')) return 'Policy';
  if (OF_GATEWAY.has(action)) return 'Gateway';
  if (action.startsWith('model_')) return 'Model';
  if (action === 'logs') return 'Container';
  if (action === 'reconcile') return 'Node';
  if (!CHANGES.has(action) || result === 'intent') return 'Caller';
  // Refused before anything was done to a node.
  return metadata['result'] === 'refused' ? 'Job' : 'Node';
}

/** sentenceOf says what an event tells, in one sentence without its full stop. */
export function sentenceOf(event: AuditEvent): string {
  const { action, resource, actor, result, metadata } = event;
  const why = reasonIn(metadata);
  if (action === 'tool_call') return toolSentence(event);
  if (action === 'denied') return `${resource} was refused to ${actor}${why}`;
  if (result === 'intent') return `${actor} announced: ${actionWord(action).toLowerCase()} ${resource}`;
  if (action === 'reconcile') return `The node was asked about ${resource}${why}`;
  const what = `${actionWord(action)} ${resource}`;
  if (result === 'ok') return `${what}: done`;
  if (result === 'denied') return `${what}: denied to ${actor}${why}`;
  return result === 'error' ? `${what}: failed${why}` : `${what}: nobody could tell what came of it${why}`;
}

function toolSentence({ resource, result, metadata }: AuditEvent): string {
  const { duration_ms: took, rule } = metadata;
  if (result === 'denied') {
    return `Policy denied tool ${resource}${typeof rule === 'string' ? `: rule ${rule}` : reasonIn(metadata)}`;
  }
  const time = typeof took === 'number' ? ` ${result === 'ok' ? 'in' : 'after'} ${preciseTime(took)}` : '';
  if (result === 'ok') return `Tool ${resource} answered${time}`;
  return `Tool ${resource} failed${time}${reasonIn(metadata)}`;
}

function reasonIn({ message, code, verdict }: AuditEvent['metadata']): string {
  const known = [message, code, verdict].find((text) => typeof text === 'string');
  return typeof known === 'string' ? `: ${known}` : '';
}
