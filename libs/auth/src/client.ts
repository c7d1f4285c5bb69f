export const ROLES = ['viewer', 'operator', 'deployer', 'admin'] as const;
type Role = (typeof ROLES)[number];

/** Client is who calls, as the configuration knows it. */
export interface Client {
  readonly id: string;
  readonly roles: readonly Role[];
  /** Patterns of model ids that the client may use; `*` stands for any run of characters. */
  readonly models: readonly string[];
}

/** ANONYMOUS is every caller while no client is configured. */
export const ANONYMOUS: Client = Object.freeze({ id: 'anonymous', roles: [], models: ['*'] });

/** mayUseModel tells whether any of the client's patterns matches the whole model id. */
export function mayUseModel(client: Client, model: string): boolean {
  return client.models.some((pattern) => pattern === '*' || matches(pattern, model));
}

function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
