import type { KnownTool, ListedServer } from '../../api/tool-registry.js';
import { Time } from '../../kit/index.js';
import css from './Tools.module.css';

const WHY: Partial<Record<ListedServer['state'], string>> = {
  down: 'The server does not answer',
  'auth-needed': 'The server refuses its credentials',
  degraded: 'The server answers in part',
};

interface ListAgeProps {
  readonly server: ListedServer;
  readonly tools: readonly KnownTool[];
}

/** ListAge dates the last good list of a server that is not well: since when it can be old, and what is newest in it. */
export function ListAge({ server: { state, since }, tools }: ListAgeProps) {
  const why = WHY[state];
  if (why === undefined) return null;
  const newest = tools
    .map((tool) => tool.since)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
  return (
    <p className={css.muted}>
      {why}
      {since !== undefined && (
        <>
          {' '}
          since <Time at={since} absolute />
        </>
      )}
      ; this is its last good list
      {newest !== undefined && (
        <>
          , and what is newest in it is of <Time at={newest} absolute />
        </>
      )}
      .
    </p>
  );
}
