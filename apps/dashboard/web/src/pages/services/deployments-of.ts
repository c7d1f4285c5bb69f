import type { Deployment } from '../../api/deployments.js';
import { stateWords } from '../../kit/state-word.js';
import { shortDigest } from '../../time/format.js';

/** So many are shown; the audit has the others. */
const MOST = 5;

/** deploymentWord is how a deployment ended. */
export const deploymentWord = stateWords({
  running: ['working', 'Running'],
  ok: ['ok', 'Done'],
  error: ['failed', 'Failed'],
  denied: ['failed', 'Refused'],
  interrupted: ['attention', 'Cut off'],
});

/** deploymentsOf are the newest of a list that touched a service. */
export function deploymentsOf(service: string, all: readonly Deployment[]): readonly Deployment[] {
  return all.filter(({ services }) => services.includes(service)).slice(0, MOST);
}

/**
 * reversible is the one that may be rolled back: the newest, if it is what runs now and each of its services ran something
 * before. One that failed went back by itself.
 */
export function reversible([newest]: readonly Deployment[]): Deployment | undefined {
  if (newest === undefined || newest.state !== 'ok' || newest.action !== 'deploy') return undefined;
  return newest.services.every((name) => beforeOf(newest, name) !== undefined) ? newest : undefined;
}

/** beforeOf is what a service ran before a deployment: its reference, with the id where it was kept. */
export function beforeOf({ before }: Deployment, service: string): string | undefined {
  const target = Object.hasOwn(before, service) ? before[service] : undefined;
  if (typeof target !== 'object' || target === null || !('reference' in target)) return undefined;
  const id = 'id' in target && typeof target.id === 'string' ? `, ${shortDigest(target.id)}` : '';
  return typeof target.reference === 'string' ? `${target.reference}${id}` : undefined;
}
