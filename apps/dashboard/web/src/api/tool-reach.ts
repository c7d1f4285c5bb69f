import type { AuditEvent } from './audit.js';
import type { KeyList } from './keys.js';
import { refusalOf, sessionFetch } from './session-fetch.js';
import type { RegistryDocument } from './tool-registry.js';

interface Told<T> {
  readonly told: T;
  readonly etag?: string;
}

/** Reach is what tells whom decisions about tools in quarantine meet; what may not be read, or cannot be, is not there. */
export interface Reach {
  readonly registry?: Told<Pick<RegistryDocument, 'servers'>>;
  readonly keys?: Told<KeyList>;
  /** The calls of the last 24 hours, the newest thousand of each server that has something in quarantine. */
  readonly days: readonly (Told<{ readonly entries: readonly AuditEvent[] }> & { readonly server: string })[];
}

export async function readReach(signal: AbortSignal): Promise<Reach> {
  const answer = await sessionFetch('/bff/quarantine-reach', { signal });
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as Reach;
}
