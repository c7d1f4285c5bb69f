import { DomainError, type JsonValue } from '@app/kernel';

/** rolledBack says that a deployment failed and everything runs again as before. */
export function rolledBack(node: string, cause: unknown): DomainError {
  const message = `the deployment failed and was rolled back: ${reasonOf(cause)}`;
  return new DomainError('deployment_rolled_back', message, { upstream: node, cause });
}

/** rollbackFailed says that a deployment failed, the way back too, and what runs now as far as it is known. */
export function rollbackFailed(
  node: string,
  failures: { readonly deployment: unknown; readonly rollback: unknown },
  running: readonly JsonValue[] | undefined,
): DomainError {
  const { deployment, rollback } = failures;
  const now =
    running === undefined ? 'what runs now could not be read' : `now: ${running.map(shortly).join('; ')}`;
  const message = `the deployment failed: ${reasonOf(deployment)}; rolling it back failed too: ${reasonOf(rollback)}; ${now}`;
  return new DomainError('deployment_rollback_failed', message, { upstream: node, cause: rollback });
}

function reasonOf(error: unknown): string {
  return error instanceof DomainError ? error.message : 'for a reason that only the log of the worker knows';
}

function shortly(result: JsonValue): string {
  const { service, image, state } = result as { service: string; image: string; state: string };
  return `${service} ${state} with ${image}`;
}
