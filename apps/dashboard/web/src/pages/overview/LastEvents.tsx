import { timelinePath, type AuditEvent } from '../../api/audit.js';
import { Age, Link, Panel, Resource, State, Time } from '../../kit/index.js';
import { actionWord, outcomeOf } from '../audit/audit-words.js';
import css from './Overview.module.css';
import { useLastEvents } from './use-overview.js';

/** LastEvents is the ten newest of the audit, each with who did it. */
export function LastEvents() {
  const query = useLastEvents();
  return (
    <Panel title="Last events" aside={<Age at={query.dataUpdatedAt} />}>
      <Resource query={query} what="last events">
        {(events) =>
          events.length === 0 ? (
            <p className={css.muted}>Nothing has been recorded yet.</p>
          ) : (
            <ul className={css.rows}>
              {events.map((event) => (
                <OneEvent key={event.event_id} event={event} />
              ))}
            </ul>
          )
        }
      </Resource>
      <div>
        <Link to="/audit">All events</Link>
      </div>
    </Panel>
  );
}

function OneEvent({ event }: { readonly event: AuditEvent }) {
  const { action, resource, actor, ts, correlation_id: id } = event;
  const { kind, word } = outcomeOf(event);
  const what = resource === 'audit' ? actionWord(action) : `${actionWord(action)} ${resource}`;
  return (
    <li data-row="">
      <div className={css.what}>
        {id === undefined ? (
          <span className={css.name}>{what}</span>
        ) : (
          <Link to={timelinePath(id)}>{what}</Link>
        )}
        <p className={css.muted}>
          By {actor}, <Time at={ts} />
        </p>
      </div>
      <State kind={kind}>{word}</State>
    </li>
  );
}
