import { timelinePath, type AuditEvent } from '../../api/audit.js';
import { Link, Menu, State, Time, type Column } from '../../kit/index.js';
import { useNavigate } from '@tanstack/react-router';
import { useUrlState } from '../../shell/url-state.js';
import css from './Audit.module.css';
import { actionWord, outcomeOf } from './audit-words.js';
import { useAuditFilter } from './use-audit-filter.js';

/** COLUMNS are in the order of the log: the server sorts, by number, newest first. */
export const COLUMNS: readonly Column<AuditEvent>[] = [
  { id: 'time', header: 'Time', cell: (event) => <Time at={event.ts} absolute /> },
  {
    id: 'action',
    header: 'Action',
    isTitle: true,
    cell: (event) => <Open event={event} />,
  },
  { id: 'resource', header: 'Object', cell: ({ resource }) => <span className={css.name}>{resource}</span> },
  { id: 'actor', header: 'Actor', cell: (event) => <span className={css.name}>{event.actor}</span> },
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
    cell: ({ correlation_id: id }) =>
      id === undefined ? null : (
        <Link to={timelinePath(id)} label={`Timeline of ${id}`} className={css.correlation}>
          {shortId(id)}
        </Link>
      ),
  },
  { id: 'more', header: 'More', isHeaderHidden: true, align: 'end', cell: (event) => <RowMenu event={event} /> },
];

/** Ids made at about the same time begin alike: the end tells them apart. */
function shortId(id: string): string {
  return id.length <= 14 ? id : `…${id.slice(-12)}`;
}

function Open({ event }: { readonly event: AuditEvent }) {
  const [, setOpen] = useUrlState('event');
  return (
    <button type="button" className={css.open} onClick={() => setOpen(String(event.seq))}>
      {actionWord(event.action)}
      <span className="unseen"> event {event.seq}</span>
    </button>
  );
}

function RowMenu({ event }: { readonly event: AuditEvent }) {
  const { change } = useAuditFilter();
  const [, setOpen] = useUrlState('event');
  const navigate = useNavigate();
  const { actor, resource, action, correlation_id: id, seq } = event;
  const actions = [
    { id: 'event', label: 'Show event', onAction: () => setOpen(String(seq)) },
    { id: 'actor', label: `Only ${actor}`, onAction: () => change({ actor }) },
    { id: 'resource', label: `Only ${resource}`, onAction: () => change({ resource }) },
    { id: 'action', label: `Only ${actionWord(action).toLowerCase()}`, onAction: () => change({ action }) },
    ...(id === undefined
      ? []
      : [{ id: 'timeline', label: 'Open timeline', onAction: () => void navigate({ to: timelinePath(id) }) }]),
  ];
  return <Menu label={`More for event ${seq}`} actions={actions} />;
}
