import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const RESULTS = join(ROOT, 'bench-results/gateway-smoke.json');

describe('the bench', () => {
  it('runs every part in miniature against the built gateway, and finds nothing lost or damaged', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['test/bench/bench.ts', '--smoke'], {
      cwd: ROOT,
    });
    const { parts } = JSON.parse(await readFile(RESULTS, 'utf8')) as { parts: { faults: string[] }[] };
    expect(stdout).toContain('requests/s');
    expect(parts.map(({ faults }) => faults)).toEqual([[], [], [], [], [], []]);
  }, 90_000);
});
