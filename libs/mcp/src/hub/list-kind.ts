/** ListKind is one of the four lists that every server may have. */
export type ListKind = 'tools' | 'prompts' | 'resources' | 'templates';

interface ListShape {
  readonly method: string;
  /** Where the items are in the result, and what an item is known by. */
  readonly member: string;
  readonly id: string;
  /** Servers without it are not asked. */
  readonly capability: 'tools' | 'prompts' | 'resources';
  readonly event: 'tools_changed' | 'prompts_changed' | 'resources_changed';
}

const resource = { capability: 'resources', event: 'resources_changed' } as const;

export const listShapes: Readonly<Record<ListKind, ListShape>> = {
  tools: { method: 'tools/list', member: 'tools', id: 'name', capability: 'tools', event: 'tools_changed' },
  prompts: {
    method: 'prompts/list',
    member: 'prompts',
    id: 'name',
    capability: 'prompts',
    event: 'prompts_changed',
  },
  resources: { ...resource, method: 'resources/list', member: 'resources', id: 'uri' },
  templates: {
    ...resource,
    method: 'resources/templates/list',
    member: 'resourceTemplates',
    id: 'uriTemplate',
  },
};

export const listKinds = Object.keys(listShapes) as ListKind[];

export const kindOfMethod: ReadonlyMap<string, ListKind> = new Map(
  listKinds.map((kind) => [listShapes[kind].method, kind]),
);

const changes: Readonly<Record<string, readonly ListKind[]>> = {
  'notifications/tools/list_changed': ['tools'],
  'notifications/prompts/list_changed': ['prompts'],
  'notifications/resources/list_changed': ['resources', 'templates'],
};

/** changedKinds is empty for a notification that tells of no changed list. */
export function changedKinds(method: string): readonly ListKind[] {
  return changes[method] ?? [];
}
