/**
 * documentText writes a document so that the same API is always the same text: members in the order of their names, as
 * the order in which modules are loaded says nothing. Lists keep theirs.
 */
export function documentText(document: object): string {
  return `${JSON.stringify(document, (_name, value: unknown) => ordered(value), 2)}\n`;
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
