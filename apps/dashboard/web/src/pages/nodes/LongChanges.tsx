import type { LongChanges as LongChangesTold } from '../../api/ops-views.js';
import { State, Time } from '../../kit/index.js';
import { useNow } from '../../time/now.js';
import { kindName } from './certificate-words.js';
import { longChangeTerms } from './long-change-terms.js';
import css from './Nodes.module.css';

/** LongChanges says until when changes that may take long are possible: each must end before the certificates do. */
export function LongChanges({ of }: { readonly of: LongChangesTold }) {
  const now = useNow();
  return (
    <div className={css.which}>
      <h4>Long changes</h4>
      <ul className={css.list} aria-label="Long changes">
        {longChangeTerms(of, now).map(({ names, from, isRefused }) => (
          <li key={names}>
            <State kind={isRefused ? 'attention' : 'ok'}>
              {names}: {isRefused ? 'refused' : 'possible'}
            </State>
            <span className={css.muted}>
              {isRefused ? 'since' : 'until'} <Time at={from} absolute />
            </span>
          </li>
        ))}
      </ul>
      <p className={css.muted}>
        They may take longer than the {kindName(of.certificate).toLowerCase()} certificate holds, which ends
        first. A restart is possible until then.
        {of.server_unknown && " The server's certificate was not seen yet, and may end earlier."}
      </p>
    </div>
  );
}
