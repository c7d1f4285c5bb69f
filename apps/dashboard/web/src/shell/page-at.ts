import type { Page } from '../pages/page.js';

/** Where one is: the page of the navigation, and the object that the path names. */
export interface Place {
  readonly page: Page;
  /** The last part that a route leaves open, decoded: `ollama` of `/services/local/ollama`. */
  readonly object?: string;
}

/** placeAt finds, among pages, the one that a path belongs to; a timeline is of the audit, whatever it begins with. */
export function placeAt(path: string, among: readonly Page[]): Place | undefined {
  const here = path.split('/').filter((part) => part !== '');
  let found: Place | undefined;
  for (const page of among) {
    for (const route of page.routes) {
      const parts = route.path.split('/').filter((part) => part !== '');
      if (!matches(parts, here)) continue;
      const object = parts.at(-1)?.startsWith('$') ? decoded(here.at(-1)) : undefined;
      // A path that is written out goes before one that leaves parts open.
      if (object === undefined) return { page };
      found ??= { page, object };
    }
  }
  return found;
}

function matches(parts: readonly string[], here: readonly string[]): boolean {
  return parts.length === here.length && parts.every((part, at) => part.startsWith('$') || part === here[at]);
}

function decoded(part = ''): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
