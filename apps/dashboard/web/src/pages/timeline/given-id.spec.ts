import { isMinted } from './given-id.js';

it('an id is made here where it looks as ours do, and else it was given by the caller', () => {
  expect(isMinted('req-019aa5c2-7a10-7000-8000-5caff01d0001')).toBe(true);
  expect(['req-1', 'ci-run-4711', 'req-019aa5c2-7a10-4000-8000-5caff01d0001'].some(isMinted)).toBe(false);
});
