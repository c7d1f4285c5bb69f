import { useSyncExternalStore } from 'react';
import { session, type SessionState } from './session-store.js';

/** What the platform's roles grant; a page hides what its viewer may not do, and the API refuses it anyway. */
export type Permission = 'read' | 'operate' | 'deploy' | 'cancel' | 'administer' | 'read_audit';

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.get);
}

/** useMay tells whether the viewer has a permission. */
export function useMay(permission: Permission): boolean {
  const state = useSession();
  return 'session' in state && state.session.permissions.includes(permission);
}

/** useActor is the name that the viewer's changes are recorded under. */
export function useActor(): string {
  const state = useSession();
  return 'session' in state ? state.session.actor : '';
}
