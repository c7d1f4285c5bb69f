import type { JobContext } from '@app/jobs';

/** beforeActing belongs right before each call that changes something; it throws why that must not be done any more. */
export async function beforeActing({ signal, fence }: JobContext): Promise<void> {
  signal.throwIfAborted();
  await fence.check();
}
