import type { CancelSignal } from '@app/kernel';
import type { Session } from '../sessions/session.js';

/** ReadCaller is whose read it is; the signal ends it in every phase. */
export interface ReadCaller {
  readonly session: Session;
  readonly requestId: string;
  readonly signal: CancelSignal;
}
