import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const RESULTS = join(ROOT, 'bench-results/training-smoke.json');

describe('the bench of the training server', () => {
  it('runs every part in miniature against what is built, and finds no fault', async () => {
    const args = ['run', '--silent', 'bench:training', '--', '--smoke'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT });
    const { parts } = JSON.parse(await readFile(RESULTS, 'utf8')) as { parts: { faults: string[] }[] };
    expect(stdout).toContain('Memory of a watch over 20 polls');
    expect(parts.map(({ faults }) => faults)).toEqual([[], []]);
  }, 60_000);
});
