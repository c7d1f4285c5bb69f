import { resolve } from 'node:path';
import { OperatorError } from './operator-error.ts';
import { build, installModules, type Workshop } from './prepare.ts';
import { Terminal } from './terminal.ts';

// node deploy/local/prepare-cli.ts modules|build

const STEPS: Readonly<Record<string, (workshop: Workshop) => Promise<void>>> = {
  modules: installModules,
  build,
};

async function main(name: string | undefined): Promise<void> {
  const step = STEPS[name ?? ''];
  if (!step)
    throw new OperatorError(`wanted one of ${Object.keys(STEPS).join(', ')}, got ${name ?? 'nothing'}`);
  const repo = resolve(import.meta.dirname, '../..');
  await step({ repo, terminal: new Terminal(process.stdout), signal: new AbortController().signal });
}

try {
  await main(process.argv[2]);
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
