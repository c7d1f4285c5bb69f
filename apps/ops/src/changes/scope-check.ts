import { mayTouch, type Client } from '@app/auth';
import { DomainError } from '@app/kernel';

/** refuseOutOfScope throws `forbidden` unless the client's scopes cover every service; ScopeDenials audits that. */
export function refuseOutOfScope(
  client: Client | undefined,
  { node, services }: { readonly node: string; readonly services: readonly string[] },
): void {
  if (client && services.every((service) => mayTouch(client, { node, service }))) return;
  throw new DomainError('forbidden', 'this key may not touch every service that this is about');
}
