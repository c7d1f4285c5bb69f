import { DomainError, type JsonValue } from '@app/kernel';
import { Deployment } from '../deployments/deployment.js';
import type { ChangeWork } from './change-work.js';

/** deployChange carries out `deploy` and `rollback`, which differ in where their images come from alone. */
export async function deployChange(work: ChangeWork): Promise<JsonValue> {
  const { rollout } = work.payload;
  if (rollout === undefined)
    throw new DomainError('invalid_job', 'rollout: is required', { param: 'rollout' });
  return new Deployment(work, rollout).run();
}
