import fc from 'fast-check';
import { resourceOf } from './resource.js';

const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/);

it('the audit calls services by their node', () => {
  expect(resourceOf({ node: 'local', services: ['web', 'db'] })).toBe('local/web,local/db');
});

it('no list of services is longer than the audit takes, and none of its names is cut', () => {
  fc.assert(
    fc.property(name, fc.array(name, { minLength: 1, maxLength: 32 }), (node, services) => {
      const resource = resourceOf({ node, services });
      expect(resource.length).toBeLessThanOrEqual(512);
      const [, rest = '0'] = /(?:^|,)and (\d+) more$/.exec(resource) ?? [];
      const shown = services.slice(0, services.length - Number(rest));
      expect(shown.length).toBeGreaterThan(0);
      expect(resource.startsWith(shown.map((service) => `${node}/${service}`).join(','))).toBe(true);
    }),
  );
});
