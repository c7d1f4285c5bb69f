import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mcpData, nodeServer } from './mcp-data.ts';
import { runConformance, type ConformanceRun } from './conformance-run.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';

const FIXTURE = 'test/mcp/conformance-server.ts';
const REVISIONS = ['2025-11-25', '2026-07-28'];
const LIMIT_MS = 170_000;

/** What a run says when something failed; the suite's own output has the reasons. */
function failures({ failing, failingUnscored, output }: ConformanceRun) {
  return { failing, failingUnscored, output: failing.length > 0 ? output : '' };
}

describe('the official conformance suite', () => {
  describe.each(REVISIONS)('of %s', (revision) => {
    let fixture: ChildProcess;
    let router: RunningRouter;
    let direct: ConformanceRun;

    beforeAll(async () => {
      fixture = spawn(process.execPath, [FIXTURE, '--http'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [url] = (await once(fixture.stdout ?? fixture, 'data')) as [Buffer];
      direct = await runConformance(url.toString().trim(), revision);
      const servers = { fixture: nodeServer(FIXTURE), legacy: nodeServer(FIXTURE, '--legacy') };
      router = await startRouter({ files: mcpData(servers) });
    }, LIMIT_MS);

    afterAll(async () => {
      fixture.kill();
      await router.close();
    });

    it('passes against our fixture, so that a failure behind the router is the router’s', () => {
      expect(failures(direct)).toMatchObject({ failing: [], output: '' });
    });

    it(
      'passes through the router',
      async () => {
        const run = await runConformance(`${router.url}/mcp/fixture`, revision);
        expect(failures(run)).toEqual(failures(direct));
        expect(run.code).toBe(0);
        expect(run.passed).toBeGreaterThanOrEqual(direct.passed);
      },
      LIMIT_MS,
    );
  });
});
