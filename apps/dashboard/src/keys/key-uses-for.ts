import { DomainError } from '@app/kernel';
import type { Session } from '../sessions/session.js';
import type { KeyUses, KeyUsesView } from './key-uses.js';
import { withoutTools } from './key-work.js';

/** keyUsesFor is what a session may see of the uses of keys. Throws `forbidden`. */
export async function keyUsesFor(
  uses: Pick<KeyUses, 'read'>,
  { identity: { permissions } }: Pick<Session, 'identity'>,
  requestId: string,
): Promise<KeyUsesView> {
  if (!permissions.includes('administer'))
    throw new DomainError('forbidden', 'this asks for the permission to administer');
  const view = await uses.read(requestId);
  return permissions.includes('read_audit') ? view : withoutTools(view);
}
