import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

// Runs every script `check:…` of package.json, as many at once as there are cores. What each says comes whole at its
// end, with the seconds that it took; all are run, also when one fails.

const repo = resolve(import.meta.dirname, '../..');

function checks(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(repo, 'package.json'), 'utf8')) as { scripts: object };
  return Object.keys(scripts).filter((name) => name.startsWith('check:'));
}

/** The exit code is what counts: some checks say a lot when all is well. */
async function passes(name: string): Promise<boolean> {
  const start = performance.now();
  const child = spawn('npm', ['run', '--silent', name], { cwd: repo, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const seconds = ((performance.now() - start) / 1_000).toFixed(0);
  process.stdout.write(`${name} ${code === 0 ? 'passed' : 'failed'} in ${seconds} s\n${out}${complaint}`);
  return code === 0;
}

async function runChecks(names: string[], atOnce: number): Promise<boolean> {
  let passed = true;
  const runner = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      passed = (await passes(name)) && passed;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runner));
  return passed;
}

process.exitCode = (await runChecks(checks(), availableParallelism())) ? 0 : 1;
