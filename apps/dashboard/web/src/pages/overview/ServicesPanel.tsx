import { useMemo } from 'react';
import { servicePath } from '../../data/live-views.js';
import { Age, Link, Panel, State } from '../../kit/index.js';
import { serviceRows } from '../services/service-rows.js';
import css from './Overview.module.css';
import { useKind } from './use-overview.js';

const NO_FIGURES = { uses: undefined, at: 0, isFailed: false };

/** ServicesPanel is every service of every node with its state, in an order that no state changes. */
export function ServicesPanel() {
  const { data, at } = useKind('services');
  const rows = useMemo(() => (data === undefined ? [] : serviceRows(data, NO_FIGURES)), [data]);
  if (data === undefined) return null;
  return (
    <Panel title="Services" aside={<Age at={at} />}>
      {rows.length === 0 && (
        <p className={css.muted}>
          No service is known. <Link to="/services">Where they come from</Link>
        </p>
      )}
      <ul className={css.services}>
        {rows.map(({ service: { node, name }, state }) => (
          <li key={`${node}/${name}`} data-row="">
            <div className={css.what}>
              <Link to={servicePath({ node, name })}>{name}</Link>{' '}
              <span className={css.muted}>on {node}</span>
            </div>
            <State kind={state.kind}>{state.word}</State>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
