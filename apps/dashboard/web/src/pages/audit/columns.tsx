import { use, type MouseEvent } from 'react';
import { timelinePath, type AuditEvent } from '../../api/audit.js';
import { State, Time, type Column } from '../../kit/index.js';
import css from './Audit.module.css';
import { actionWord, outcomeOf } from './audit-words.js';
import { RowActionsContext } from './row-actions.js';

/**
 * COLUMNS are in the order of the log: the server sorts, by number, newest first. Their cells are plain elements: whole
 * screens of rows come and go while one scrolls through ten thousand.
 */
export const COLUMNS: readonly Column<AuditEvent>[] = [
  { id: 'time', header: 'Time', cell: ({ ts }) => <Time at={ts} absolute /> },
  { id: 'action', header: 'Action', isTitle: true, cell: (event) => <Open event={event} /> },
  { id: 'resource', header: 'Object', cell: ({ resource }) => <span className={css.name}>{resource}</span> },
  { id: 'actor', header: 'Actor', cell: ({ actor }) => <Only actor={actor} /> },
  {
    id: 'result',
    header: 'Outcome',
    cell: (event) => {
      const { kind, word } = outcomeOf(event);
      return <State kind={kind}>{word}</State>;
    },
  },
  {
    id: 'correlation',
    header: 'Correlation',
    cell: ({ correlation_id: id }) => (id === undefined ? null : <Correlation id={id} />),
  },
];

function Open({ event: { action, seq } }: { readonly event: AuditEvent }) {
  const { open } = use(RowActionsContext);
  return (
    <button type="button" className={css.open} onClick={() => open(seq)}>
      {actionWord(action)}
      <span className="unseen"> event {seq}</span>
    </button>
  );
}

function Only({ actor }: { readonly actor: string }) {
  const { only } = use(RowActionsContext);
  return (
    <button type="button" className={css.only} title={`Only ${actor}`} onClick={() => only(actor)}>
      <span className="unseen">Only </span>
      {actor}
    </button>
  );
}

function Correlation({ id }: { readonly id: string }) {
  const { go } = use(RowActionsContext);
  const path = timelinePath(id);
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(path);
  };
  return (
    <a href={path} title={id} aria-label={`Timeline of ${id}`} className={css.correlation} onClick={onClick}>
      {shortId(id)}
    </a>
  );
}

/** Ids made at about the same time begin alike: the end tells them apart. */
function shortId(id: string): string {
  return id.length <= 14 ? id : `…${id.slice(-12)}`;
}
