import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mcpData, nodeServer } from './mcp-data.ts';
import { runConformance, type ConformanceRun } from './conformance-run.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';

const FIXTURE = 'test/mcp/conformance-server.ts';
const REVISIONS = ['2025-11-25', '2026-07-28'];
const LIMIT_MS = 170_000;
/**
 * What no server of old can do, whatever stands before it: its questions have no names of its own, and it never learns what
 * the client of one single call can do.
 */
const BEYOND_OLD_SERVERS = [
  'input-required-result-basic-elicitation',
  'input-required-result-capability-check',
];

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

    it(
      'passes through the router in front of a shared server of old, but for what such a server cannot do',
      async () => {
        const run = await runConformance(`${router.url}/mcp/legacy`, revision);
        const expected = revision === '2026-07-28' ? BEYOND_OLD_SERVERS : [];
        expect({
          failing: run.failing,
          output: run.failing.length === expected.length ? '' : run.output,
        }).toEqual({
          failing: expected,
          output: '',
        });
      },
      LIMIT_MS,
    );
  });
});
