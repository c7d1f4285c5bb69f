import { dependency, type Dependency } from './manifest.js';

const NAME = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*/;

/** requirement reads one requirement of Python (PEP 508); undefined for anything else. */
export function requirement(text: string, kind: string): Dependency | undefined {
  const [wish = ''] = text.split(';');
  const [head, name] = NAME.exec(wish.trim()) ?? [];
  if (head === undefined || name === undefined) return undefined;
  const rest = wish.trim().slice(head.length).trim();
  const version = rest.startsWith('@') ? rest.slice(1).trim() : rest.replace(/^\((.*)\)$/, '$1');
  const isWish = version === '' || rest.startsWith('@') || /^[<>=!~]/.test(version);
  return isWish ? dependency(name, version, kind) : undefined;
}
