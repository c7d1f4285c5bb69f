import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const RESULTS = join(ROOT, 'bench-results/operations-smoke.json');

describe('the bench of operations', () => {
  it('runs every part in miniature against the built ops and worker, and loses nothing', async () => {
    const args = ['run', '--silent', 'bench:ops', '--', '--smoke'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT });
    const { parts } = JSON.parse(await readFile(RESULTS, 'utf8')) as { parts: { faults: string[] }[] };
    expect(stdout).toContain('request to restart call');
    expect(parts.map(({ faults }) => faults)).toEqual([[], [], [], []]);
  }, 90_000);
});
