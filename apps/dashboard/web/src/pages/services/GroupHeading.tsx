import { sentence } from '../../api/problem.js';
import type { ServiceList } from '../../api/ops-views.js';
import { nodeAnchor } from '../../data/about-path.js';
import { Link, State, Time } from '../../kit/index.js';
import { counted } from '../../time/format.js';
import { nodeState } from '../nodes/node-health.js';
import { nodeIn } from './row-grouping.js';
import type { ServiceRow } from './service-rows.js';
import css from './Services.module.css';

interface GroupHeadingProps {
  readonly name: string;
  readonly rows: readonly ServiceRow[];
  readonly list: ServiceList;
}

/** GroupHeading is what a group is called, how many are in it, and how each of its nodes is. */
export function GroupHeading({ name, rows, list }: GroupHeadingProps) {
  const nodes = [...new Set(rows.map(({ service }) => service.node))];
  const isNode = nodes.length === 1 && nodes[0] === name;
  return (
    <span className={css.heading}>
      {isNode ? <Link to={`/nodes#${nodeAnchor(name)}`}>{name}</Link> : <strong>{name}</strong>}
      <span className={css.muted}>{counted(rows.length, 'service')}</span>
      {nodes.map((node) => (
        <NodeState key={node} node={node} rows={rows} list={list} isNamed={!isNode} />
      ))}
    </span>
  );
}

interface NodeStateProps extends Omit<GroupHeadingProps, 'name'> {
  readonly node: string;
  readonly isNamed: boolean;
}

function NodeState({ node, rows, list, isNamed }: NodeStateProps) {
  const { answers, seenAt, problem } = nodeIn(list, node);
  const { kind, word } = nodeState({ ok: answers, ...(problem && { problem }) });
  const readAt = Math.max(0, ...rows.filter(({ service }) => service.node === node).map((row) => row.readAt));
  const seen = seenAt ?? (readAt > 0 ? new Date(readAt).toISOString() : undefined);
  return (
    <span className={css.nodeState}>
      <State kind={kind}>
        {isNamed && `${node}: `}
        {word}
      </State>
      {seen !== undefined && (
        <span className={css.muted}>
          last seen <Time at={seen} />
        </span>
      )}
      {!answers && problem && <span className={css.cause}>{sentence(problem.reason)}</span>}
    </span>
  );
}
