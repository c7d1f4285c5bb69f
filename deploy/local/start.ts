import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { localSettings } from './local-settings.ts';
import { OperatorError } from './operator-error.ts';
import { build, installModules } from './prepare.ts';
import { endProcess } from './process-record.ts';
import { RunFile } from './run-file.ts';
import { Stack } from './stack.ts';
import { Terminal } from './terminal.ts';

const REPO = resolve(import.meta.dirname, '../..');
const LEFTOVER_GRACE_MS = 15_000;

/** Ctrl-C under make arrives twice, once from the terminal and once from make; later than this it is meant. */
const SAME_SIGNAL_MS = 500;

/**
 * main starts everything and returns the exit code: 0 after a stop that was asked for, or when another
 * supervisor already runs here; 1 when something failed.
 */
async function main(): Promise<number> {
  const dotEnv = join(REPO, '.env');
  if (existsSync(dotEnv)) process.loadEnvFile(dotEnv);
  const settings = localSettings(REPO, process.env);
  const terminal = new Terminal(process.stdout);
  const runFile = new RunFile(join(settings.dataDir, 'run', 'local.json'));
  const claim = runFile.claim();
  if (claim.kind === 'taken') {
    const { supervisor, welcome } = claim.by;
    terminal.line(`Switchyard is already running, as process ${supervisor.pid}.`);
    terminal.line(welcome ?? 'It is still starting.');
    return 0;
  }
  const stack = new Stack(settings, terminal, runFile);
  const stopping = stopOnSignal(stack);
  try {
    for (const leftover of claim.leftovers) {
      const end = () => endProcess(leftover, LEFTOVER_GRACE_MS);
      await terminal.step(`Ending ${leftover.name}, left over from a start that was killed`, end);
    }
    const workshop = { repo: REPO, terminal, signal: stopping };
    await installModules(workshop);
    await build(workshop);
    await run(stack, runFile, terminal, stopping);
    return 0;
  } catch (error) {
    if (stopping.aborted) return 0;
    if (!(error instanceof OperatorError)) throw error;
    terminal.line(error.message);
    return 1;
  } finally {
    await terminal.step('Stopping', () => stack.stop());
    runFile.release();
  }
}

async function run(stack: Stack, runFile: RunFile, terminal: Terminal, stopping: AbortSignal): Promise<void> {
  const text = await stack.start(stopping);
  runFile.ready(text);
  terminal.line();
  terminal.line(text);
  terminal.line();
  if (stopping.aborted) return;
  await Promise.race([once(stopping, 'abort'), stack.firstDeath()]);
}

/** The first signal asks for an orderly stop; another one, later, kills. */
function stopOnSignal(stack: Stack): AbortSignal {
  const controller = new AbortController();
  let since = 0;
  const onSignal = () => {
    if (controller.signal.aborted && performance.now() - since > SAME_SIGNAL_MS) stack.kill();
    if (!controller.signal.aborted) since = performance.now();
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return controller.signal;
}

process.exitCode = await main();
