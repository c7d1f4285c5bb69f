import { sentence } from '../api/problem.js';
import { useAuditStopped } from '../data/use-can-act.js';
import { StateShape } from '../kit/index.js';
import css from './Shell.module.css';

/** AuditStopped is over every page while nothing can be recorded, and so nothing be changed. */
export function AuditStopped() {
  const reason = useAuditStopped();
  if (reason === undefined) return null;
  return (
    <div className={css.stopped} role="alert">
      <StateShape kind="failed" size={16} />
      <p>
        <strong>Actions are stopped: audit cannot be written.</strong>{' '}
        <span title={sentence(reason)}>{sentence(reason)}</span>
      </p>
    </div>
  );
}
