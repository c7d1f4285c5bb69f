import type { ListedServer } from '../../api/tool-registry.js';
import type { StateKind } from '../../kit/index.js';

const STATES: Readonly<Record<ListedServer['state'], { readonly kind: StateKind; readonly word: string }>> = {
  up: { kind: 'ok', word: 'Up' },
  idle: { kind: 'ok', word: 'Idle' },
  'auth-needed': { kind: 'attention', word: 'Needs credentials' },
  degraded: { kind: 'attention', word: 'Degraded' },
  down: { kind: 'failed', word: 'Down' },
  disabled: { kind: 'off', word: 'Disabled' },
};

/** serverState is green when nothing is wrong, yellow when something is, red when it is out, and grey by somebody's will. */
export function serverState({ state }: Pick<ListedServer, 'state'>): { kind: StateKind; word: string } {
  return STATES[state] ?? { kind: 'unknown', word: state };
}

/** transportOf is how the router talks to a server. */
export function transportOf({ kind }: ListedServer, entry: Readonly<Record<string, unknown>> = {}): string {
  if (kind === 'command') return 'Program, stdio';
  if (kind === 'image') return 'Container, stdio';
  if (kind === undefined) return 'Unknown';
  return entry['transport'] === 'sse' ? 'Web, SSE' : 'Web, HTTP';
}

/** reachedBy is the program with its arguments, the image, or the address. */
export function reachedBy(entry: Readonly<Record<string, unknown>>): string {
  const what = entry['command'] ?? entry['image'] ?? entry['url'];
  const args = Array.isArray(entry['args']) && 'command' in entry ? entry['args'] : [];
  return [what, ...args].filter((part) => typeof part === 'string').join(' ');
}

const ERAS = { modern: '2026-07-28', legacy: 'up to 2025-11-25' } as const;

export function eraOf({ era }: ListedServer): string | undefined {
  return era && ERAS[era];
}

export function serverPath(server: string): string {
  return `/tools/servers/${encodeURIComponent(server)}`;
}
