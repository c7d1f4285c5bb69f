import { asProblem } from '../../api/problem.js';
import { useAboutPath } from '../../data/about-path.js';
import type { Attention } from '../../data/live-views.js';
import { Age, Failure, Link, Loading, Panel, StateShape, Time } from '../../kit/index.js';
import { clockTime } from '../../time/format.js';
import { useZone } from '../../time/zone.js';
import css from './Overview.module.css';
import { useKind, useOverview } from './use-overview.js';

const KINDS = { critical: 'failed', warning: 'attention', notice: 'off' } as const;

/** AttentionPanel is the first on the page: causes, the gravest consequence first, each with its one next step. */
export function AttentionPanel() {
  const { data, at } = useKind('attention');
  const { error, refetch } = useOverview();
  const zone = useZone();
  if (data === undefined) {
    return error ? (
      <Failure what="state of the platform" problem={asProblem(error)} onRetry={() => void refetch()} />
    ) : (
      <Loading what="state of the platform" />
    );
  }
  const { items } = data;
  if (items.length === 0) {
    return (
      <p className={css.well} role="status">
        <StateShape kind="ok" size={18} />
        <span>
          Nothing needs attention.{' '}
          <span className={css.muted}>Last full check {at > 0 ? clockTime(at, zone) : 'just now'}.</span>
        </span>
      </p>
    );
  }
  return (
    <Panel title="Needs attention" aside={<Age at={at} />}>
      <ul className={css.causes}>
        {items.map((item) => (
          <Cause key={item.id} item={item} />
        ))}
      </ul>
    </Panel>
  );
}

function Cause({ item: { level, cause, since, next, about } }: { readonly item: Attention }) {
  const path = useAboutPath()(about);
  return (
    <li data-row="">
      <StateShape kind={KINDS[level]} size={18} />
      <div>
        {path === undefined ? <strong>{cause}</strong> : <Link to={path}>{cause}</Link>}
        <p className={css.muted}>
          {next}. Since <Time at={since} />
        </p>
      </div>
    </li>
  );
}
