import type { ServiceAction } from '../services/service.dto.js';
import type { Change } from './change.js';

/** serviceChange is one action on one service. */
export function serviceChange(node: string, service: string, action: ServiceAction): Change {
  return {
    request: { node, action, services: [service] },
    would: `${action} ${service}`,
    subject: () => ({ service }),
  };
}
