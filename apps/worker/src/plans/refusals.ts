import { DomainError } from '@app/kernel';

/** refuseProtected throws `service_protected`: stopping what carries the control plane would cut the branch we sit on. */
export function refuseProtected(service: string, isProtected: boolean): void {
  if (!isProtected) return;
  const message = `the service "${service}" carries the control plane or is protected; change it on the host itself`;
  throw new DomainError('service_protected', message);
}
