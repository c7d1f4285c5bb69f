import type { Client } from '@app/auth';
import type { ChangeRequest } from '@app/jobs';
import type { CancelSignal, JsonObject } from '@app/kernel';
import type { Claim } from '../confirmations/claim.js';

/** Change is what somebody wants to be done to a node, and in which words the answers name it. */
export interface Change {
  readonly request: ChangeRequest;
  /** What a dry run says would happen: `restart web`. */
  readonly would: string;
  /** subject names in an answer what the job of that id is about. */
  readonly subject: (job: string) => JsonObject;
  /** What the intent keeps of it beside the plan. */
  readonly notes?: JsonObject;
  /** Called right before the change is announced; throws why it must not be, any more. */
  readonly claim?: () => Claim;
}

/** ChangeWish is how a change is asked for, whatever it is. */
export interface ChangeWish {
  readonly confirm?: boolean;
  readonly dry_run?: boolean;
  /** Hash of the plan that the caller was shown, and confirms. */
  readonly plan?: string;
}

export interface ChangeCaller {
  readonly client: Client | undefined;
  readonly requestId: string;
  readonly idempotencyKey: string | undefined;
  /** Of method, path, query and body: what a repetition must have in common. */
  readonly fingerprint: string;
  /** False when the caller wants the job at once, and not its outcome. */
  readonly waits: boolean;
  /** Aborts when the caller leaves, and with a DomainError when the server must stop. */
  readonly signal: CancelSignal;
}
