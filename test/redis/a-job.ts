import { randomBytes } from 'node:crypto';
import type { JobPayload } from '@app/jobs';

/** aJob returns a payload that is valid, with a new intent. */
export function aJob(parts: Partial<JobPayload> = {}): JobPayload {
  return {
    intent_id: anIntent(),
    node: 'local',
    services: ['web'],
    action: 'restart',
    actor: 'operator-ann',
    correlation_id: 'req-1',
    requested_at: '2026-11-01T10:00:00.000Z',
    ...parts,
  };
}

/** anIntent mints a UUIDv7. */
export function anIntent(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomBytes(10).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
