import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { AuditFilter } from '../../api/audit.js';
import { ACTIONS, RESULTS } from './audit-words.js';

export const RANGES = {
  any: { label: 'Any time', ms: undefined },
  '1h': { label: 'Last hour', ms: 3_600_000 },
  '24h': { label: 'Last 24 hours', ms: 86_400_000 },
  '7d': { label: 'Last 7 days', ms: 7 * 86_400_000 },
  '30d': { label: 'Last 30 days', ms: 30 * 86_400_000 },
  custom: { label: 'From … to …', ms: undefined },
} as const;
export type Range = keyof typeof RANGES;

const FIELDS = ['actor', 'action', 'resource', 'result', 'correlation', 'range', 'since', 'until'] as const;
export type FilterField = (typeof FIELDS)[number];
export type FilterTexts = Readonly<Partial<Record<FilterField, string>>>;

/** useAuditFilter is the filter as it stands in the URL. */
export function useAuditFilter() {
  const search: FilterTexts = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (texts: FilterTexts) => {
      const merged = (before: FilterTexts) => ({ ...before, ...texts, event: undefined });
      void navigate({ to: '.', search: merged, replace: true, resetScroll: false });
    },
    [navigate],
  );
  const key = FIELDS.map((field) => search[field] ?? '').join('\n');
  const texts = useMemo(() => textsIn(key), [key]);
  return { texts, change, key };
}

function textsIn(key: string): FilterTexts {
  const values = key.split('\n');
  return Object.fromEntries(FIELDS.flatMap((field, at) => (values[at] ? [[field, values[at]]] : [])));
}

/** NOTHING clears the filter. */
export const NOTHING: FilterTexts = Object.fromEntries(FIELDS.map((field) => [field, undefined]));

/** filterOf is what the API is asked for at the moment `now`; what the URL names and the API does not know is left out. */
export function filterOf(texts: FilterTexts, now: number): AuditFilter {
  const { actor, resource, correlation } = texts;
  const action = ACTIONS.find((known) => known === texts.action);
  const result = RESULTS.find((known) => known === texts.result);
  return {
    ...timesOf(texts, now),
    ...(actor && { actor }),
    ...(action && { action }),
    ...objectOf(resource),
    ...(result && { result }),
    ...(correlation && { correlation_id: correlation }),
  };
}

/** `local/*` is all whose name begins with `local/`. */
function objectOf(text: string | undefined): AuditFilter {
  if (text === undefined || text === '*') return {};
  return text.endsWith('*') ? { resource_prefix: text.slice(0, -1) } : { resource: text };
}

function timesOf({ range = 'any', since, until }: FilterTexts, now: number): AuditFilter {
  if (range === 'custom') return { ...(since && { since }), ...(until && { until }) };
  const ms = range in RANGES ? RANGES[range as Range].ms : undefined;
  return ms === undefined ? {} : { since: new Date(now - ms).toISOString() };
}
