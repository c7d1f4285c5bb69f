import { CHANGES, type Change } from '@app/jobs';
import type { PlanSight } from './plan-sight.js';
import { refuseProtected } from './refusals.js';

const compose = { project: 'models', directory: '/srv/hidden', files: ['/srv/hidden/compose.yml'] };
const asked = (action: Change) =>
  ({ engine: { node: { id: 'gpu', compose } }, request: { action } }) as unknown as PlanSight;

describe('a change of a service that is protected', () => {
  it.each([
    ['restart', 'use "docker compose -p models restart redis"'],
    ['up', 'use "docker compose -p models up -d redis"'],
    ['deploy', 'set its image in the Compose files, then use "docker compose -p models up -d redis"'],
  ] as const)('%s is refused with the command for the console', (action, command) => {
    expect(() => refuseProtected('redis', true, asked(action))).toThrow(
      expect.objectContaining({
        code: 'service_protected',
        message: expect.stringContaining(`${command} on the host of the node "gpu"`) as string,
      }),
    );
  });

  it.each(CHANGES)('%s tells no folder of the host', (action) => {
    expect(() => refuseProtected('redis', true, asked(action))).toThrow(/^(?!.*\/srv)/);
  });

  it('is not refused when it is not protected', () => {
    expect(() => refuseProtected('web', false, asked('stop'))).not.toThrow();
  });
});
