import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { readListedModels } from '../../api/gateway.js';
import { readToolNames } from '../../api/keys.js';
import { useNodes, useServices } from '../../data/queries.js';
import type { Scope } from './key-draft.js';

/** Names are those that a scope's patterns could be true of now; `isFailed`: they could not be read. */
export interface Names {
  readonly names: readonly string[] | undefined;
  readonly isFailed: boolean;
  /** A part of them is missing: a node that did not answer. */
  readonly isPartial: boolean;
}

/** useScopeNames reads what is there of each kind, once. */
export function useScopeNames(): Readonly<Record<Scope, Names>> {
  const models = useQuery({
    queryKey: ['keys', 'models'],
    queryFn: ({ signal }) => readListedModels(signal),
  });
  const tools = useQuery({ queryKey: ['keys', 'tools'], queryFn: ({ signal }) => readToolNames(signal) });
  const nodes = useNodes();
  const services = useServices();
  return {
    models: namesOf(models, (list) => list.map(({ id }) => id)),
    tools: namesOf(tools, (list) => list),
    nodes: namesOf(nodes, ({ nodes: list }) => list.map(({ id }) => id)),
    services: {
      ...namesOf(services, ({ services: list }) => [...new Set(list.map(({ name }) => name))]),
      isPartial: (services.data?.problems.length ?? 0) > 0,
    },
  };
}

function namesOf<T>({ data, isError }: UseQueryResult<T>, read: (data: T) => readonly string[]): Names {
  return { names: data && read(data), isFailed: isError && data === undefined, isPartial: false };
}
