import type { RegistryDocument, RegistryItem } from '../registry-document.js';

/** What a mere name lets infer: an entry, or why there is none. */
export type Inferred = { readonly item: RegistryItem } | { readonly reason: string };

/** Inference makes entries of well-known names, for a servers.txt that has no registry.json beside it. */
export type Inference = (id: string) => Inferred;

/** inferredDocument holds an entry for each name that is known. */
export function inferredDocument(ids: readonly string[], infer: Inference): RegistryDocument {
  const document = new Map<string, RegistryItem>();
  for (const id of ids) {
    const inferred = infer(id);
    if ('item' in inferred) document.set(id, inferred.item);
  }
  return document;
}

/** unknownReason says why a name of servers.txt has no entry. */
export function unknownReason(id: string, registryIsThere: boolean, infer: Inference): string {
  if (registryIsThere) return 'registry.json has no entry for it';
  const inferred = infer(id);
  return 'reason' in inferred ? inferred.reason : 'its entry cannot be read now';
}
