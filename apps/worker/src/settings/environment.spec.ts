import { environment } from './environment.js';

it('a container without a health check has to run undisturbed for three seconds, unless told otherwise', () => {
  const given = { WORKER_TOKEN: 'the-workers-token-0123456789abcdef0123' };
  expect(environment.parse(given).WORKER_STEADY_SEC).toBe(3);
  expect(environment.parse({ ...given, WORKER_STEADY_SEC: '1' }).WORKER_STEADY_SEC).toBe(1);
});
