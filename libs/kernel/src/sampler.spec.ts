import { DomainError } from './domain-error.js';
import { Sampler } from './sampler.js';

const PACE = { everyMs: 5_000, waitMs: 20 };

let now: number;
let taken: number;
beforeEach(() => ([now, taken] = [0, 0]));

const clock = { now: () => now, monotonic: () => now };
const sampler = (take: () => Promise<string>) =>
  new Sampler(
    () => {
      taken += 1;
      return take();
    },
    clock,
    PACE,
  );

it('however many ask, a node is read once, and anew only after five seconds', async () => {
  const samples = sampler(() => Promise.resolve('a'));
  await Promise.all(Array.from({ length: 50 }, () => samples.read()));
  now = 4_999;
  expect(await samples.read()).toEqual({ sample: 'a', ageMs: 4_999, problem: undefined });
  expect(taken).toBe(1);
  now = 5_000;
  expect((await samples.read()).ageMs).toBe(0);
  expect(taken).toBe(2);
});

it('one that takes long is not begun twice, and the last is told meanwhile with its age', async () => {
  const slow = Promise.withResolvers<string>();
  const answers = [Promise.resolve('a'), slow.promise];
  const samples = sampler(() => answers[taken - 1] ?? Promise.resolve('later'));
  await samples.read();
  now = 9_000;
  expect(await samples.read()).toEqual({ sample: 'a', ageMs: 9_000, problem: undefined });
  now = 20_000;
  expect((await samples.read()).sample).toBe('a');
  expect(taken).toBe(2);
  slow.resolve('b');
  await slow.promise;
  expect((await samples.read()).sample).toBe('b');
});

it('one that fails leaves the last, and says why until one succeeds', async () => {
  const lost = new DomainError('node_unreachable', 'it is away');
  const answers = [() => Promise.resolve('a'), () => Promise.reject(lost), () => Promise.resolve('c')];
  const samples = sampler(() => (answers[taken - 1] as () => Promise<string>)());
  await samples.read();
  now = 6_000;
  expect(await samples.read()).toEqual({ sample: 'a', ageMs: 6_000, problem: lost });
  now = 12_000;
  expect(await samples.read()).toEqual({ sample: 'c', ageMs: 0, problem: undefined });
});
