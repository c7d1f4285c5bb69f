import { ContainerWatch } from './container-watch.js';

const STEADY_MS = 3_000;
const running = {
  name: 'web_1',
  state: 'running',
  health: undefined,
  exitCode: 0,
  restartCount: 0,
  startedAt: '2026-11-01T10:00:00.1Z',
};

describe('a container without a health check', () => {
  it('is well once it has run undisturbed for a while', () => {
    const watch = new ContainerWatch(STEADY_MS);
    expect(watch.see(running, 0).is).toBe('waiting');
    expect(watch.see(running, STEADY_MS - 1).is).toBe('waiting');
    expect(watch.see(running, STEADY_MS).is).toBe('well');
  });

  it.each([
    ['was started again', { startedAt: '2026-11-01T10:00:02.5Z' }],
    ['was restarted by the engine', { restartCount: 1 }],
  ])('begins anew when it %s', (_, change) => {
    const watch = new ContainerWatch(STEADY_MS);
    watch.see(running, 0);
    expect(watch.see({ ...running, ...change }, STEADY_MS).is).toBe('waiting');
    expect(watch.see({ ...running, ...change }, 2 * STEADY_MS).is).toBe('well');
  });

  it('begins anew after a look at which it did not run', () => {
    const watch = new ContainerWatch(STEADY_MS);
    watch.see(running, 0);
    expect(watch.see({ ...running, state: 'restarting' }, 1_000)).toEqual({
      is: 'waiting',
      because: 'web_1 is restarting',
    });
    expect(watch.see(running, STEADY_MS).is).toBe('waiting');
  });
});

describe('a container with a health check', () => {
  it.each([
    ['starting', 'waiting'],
    ['healthy', 'well'],
    ['unhealthy', 'failed'],
  ])('that is %s is %s', (health, is) => {
    expect(new ContainerWatch(STEADY_MS).see({ ...running, health }, 0).is).toBe(is);
  });
});

describe('a container that ends', () => {
  it.each(['exited', 'dead'])('and stays %s has failed, with its exit code', (state) => {
    const seen = new ContainerWatch(STEADY_MS).see({ ...running, state, exitCode: 137 }, 0);
    expect(seen).toEqual({ is: 'failed', because: 'web_1 has ended (exit code 137)' });
  });

  it('again and again has failed, however many restarts it had before', () => {
    const watch = new ContainerWatch(STEADY_MS);
    const seen = [4, 5, 6].map(
      (restartCount) => watch.see({ ...running, state: 'restarting', restartCount }, 0).is,
    );
    expect(seen).toEqual(['waiting', 'waiting', 'failed']);
  });
});
