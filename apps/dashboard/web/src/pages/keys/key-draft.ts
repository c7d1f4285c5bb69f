import type { KeyWish } from '../../api/keys.js';
import type { Grant, Role } from './grant-words.js';
import { patternsIn } from './name-pattern.js';

export const SCOPES = ['models', 'tools', 'nodes', 'services'] as const;
export type Scope = (typeof SCOPES)[number];

/** KeyDraft is a key as it is being written down: what was typed stays as it was typed. */
export interface KeyDraft {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly scopes: Readonly<Record<Scope, string>>;
  readonly expires: Expiry;
  readonly note: string;
}

export const EXPIRIES = [
  { value: 'never', label: 'Never', days: undefined },
  { value: '7', label: 'In 7 days', days: 7 },
  { value: '30', label: 'In 30 days', days: 30 },
  { value: '90', label: 'In 90 days', days: 90 },
  { value: '365', label: 'In a year', days: 365 },
] as const;
export type Expiry = (typeof EXPIRIES)[number]['value'];

export const EMPTY_DRAFT: KeyDraft = {
  id: '',
  roles: [],
  scopes: { models: '', tools: '', nodes: '', services: '' },
  expires: '90',
  note: '',
};

const ID = /^[a-z0-9][a-z0-9._-]{0,62}$/;
const OF_THE_TOKEN = 'ops-token';

/** nameProblem is why a name cannot be had; undefined: it can, or nothing was typed yet. */
export function nameProblem(id: string, taken: readonly string[]): string | undefined {
  if (id === '') return undefined;
  if (!ID.test(id))
    return 'Lower-case letters, digits, ".", "_" and "-", at most 63, beginning with a letter or digit.';
  if (id === OF_THE_TOKEN || taken.includes(id)) return 'This is or was the name of a key. Take another.';
  return undefined;
}

export function grantOf({ roles, scopes }: KeyDraft): Grant {
  return {
    roles,
    scopes: {
      models: patternsIn(scopes.models),
      tools: patternsIn(scopes.tools),
      nodes: patternsIn(scopes.nodes),
      services: patternsIn(scopes.services),
    },
  };
}

const DAY_MS = 24 * 3_600_000;

/** wishOf is what ops is asked for. */
export function wishOf(draft: KeyDraft, now: number): KeyWish {
  const { roles, scopes } = grantOf(draft);
  const days = EXPIRIES.find(({ value }) => value === draft.expires)?.days;
  const note = draft.note.trim();
  return {
    id: draft.id,
    roles: [...roles],
    scopes,
    ...(days !== undefined && { expires_at: new Date(now + days * DAY_MS).toISOString() }),
    ...(note !== '' && { note }),
  };
}
