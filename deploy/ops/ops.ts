import { CommandError } from './command-error.ts';
import { COMMANDS } from './commands.ts';
import { openDoor } from './door.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { OpsApi, Refusal, Unreachable } from './ops-api.ts';
import { readOptions } from './options.ts';
import { Screen } from './screen.ts';

// node deploy/ops/ops.ts <command> [options]: one command, as a client of ops' API like any other.

async function main(args: readonly string[]): Promise<ExitCode> {
  const { command: name, options } = readOptions(args);
  const command = COMMANDS.get(name ?? '');
  if (!command) {
    const known = [...COMMANDS.keys()].join(', ');
    throw new CommandError(EXIT.wrongUsage, `command: got ${name ?? 'nothing'}, wanted one of ${known}`);
  }
  return command(new OpsApi(await openDoor(options.keyFromStdin), options.origin), options, new Screen());
}

/** The node moved on, or time did: a new plan is all that is needed. */
const STALE = ['plan_outdated', 'plan_expired'];

/** A refusal changed nothing. */
function codeOf(error: unknown): ExitCode | undefined {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof Refusal) return STALE.includes(error.code) ? EXIT.planOutdated : EXIT.failed;
  return error instanceof Unreachable ? EXIT.failed : undefined;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const code = codeOf(error);
  if (code === undefined) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = code;
}
