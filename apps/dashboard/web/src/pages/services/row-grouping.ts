import type { ServiceList } from '../../api/ops-views.js';
import type { ServiceRow } from './service-rows.js';

export type Grouping = 'node' | 'project' | 'nothing';

export const GROUPINGS: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: 'node', label: 'Group by node' },
  { value: 'project', label: 'Group by project' },
  { value: 'nothing', label: 'No groups' },
];

/** groupingIn reads what stands in the address. */
export function groupingIn(text: string): Grouping {
  return GROUPINGS.find(({ value }) => value === text)?.value ?? 'node';
}

/** groupOf is the group of a row: its node, its project, or that of a node with several projects, `node / project`. */
export function groupOf(grouping: Grouping, severalProjects: ReadonlySet<string>) {
  return ({ service: { node, project } }: ServiceRow): string => {
    if (grouping === 'project') return project;
    return severalProjects.has(node) ? `${node} / ${project}` : node;
  };
}

/** nodesOfSeveral are the nodes that have more than one project. */
export function nodesOfSeveral(rows: readonly ServiceRow[]): ReadonlySet<string> {
  const byNode = Map.groupBy(rows, ({ service }) => service.node);
  const many = [...byNode].filter(([, own]) => new Set(own.map(({ service }) => service.project)).size > 1);
  return new Set(many.map(([node]) => node));
}

/** NodeTold is what a list says of one of its nodes. */
export interface NodeTold {
  readonly answers: boolean;
  /** What is wrong with it, or with what its files say. */
  readonly problem: ServiceList['problems'][number] | undefined;
  /** RFC 3339: when it was last read, if it does not answer. */
  readonly seenAt: string | undefined;
}

export function nodeIn({ lost, problems }: ServiceList, node: string): NodeTold {
  const last = lost.find((one) => one.node === node);
  return {
    answers: last === undefined,
    seenAt: last?.seen_at,
    problem: problems.find((one) => one.node === node),
  };
}
