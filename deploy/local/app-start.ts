import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, describeEnding } from './child.ts';
import { requireFreePort } from './free-port.ts';
import type { LocalSettings, PlacedApp } from './local-settings.ts';
import { forTerminal } from './log-line.ts';
import { OperatorError } from './operator-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * As in `npm run start:<app>` and in the image. The young generation gets at most 8 MiB a half: left alone it grows
 * tenfold under load, and an app that has been busy once never gives that back.
 */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=8'];

const HEALTHY_WITHIN_MS = 60_000;

export interface AppStart {
  readonly settings: LocalSettings;
  readonly terminal: Terminal;
  /** Variables that the supervisor adds to its own. */
  readonly added: NodeJS.ProcessEnv;
  /** Hears of the process before it is healthy, so that it can be stopped. */
  readonly started: (child: Child) => void;
}

/** startApp returns once the app's health page answers. */
export async function startApp(
  app: PlacedApp,
  { settings, terminal, added, started }: AppStart,
): Promise<void> {
  await requireFreePort(app.host, app.portNumber, app.port.variable);
  const { repo, dataDir, configDir, env } = settings;
  const child = await Child.start({
    name: app.name,
    command: process.execPath,
    args: [...NODE_FLAGS, join(repo, app.entry)],
    cwd: repo,
    env: { ...env, DATA_DIR: dataDir, CONFIG_DIR: configDir, ...added },
    logPath: join(dataDir, 'logs', `${app.name}.log`),
    onLine: (line) => {
      const shown = forTerminal(app.name, line);
      if (shown !== undefined) terminal.line(shown);
    },
  });
  started(child);
  await healthy(app, child);
}

async function healthy(app: PlacedApp, child: Child): Promise<void> {
  const deadline = performance.now() + HEALTHY_WITHIN_MS;
  const page = `${app.url}${app.healthPath}`;
  while (performance.now() < deadline) {
    const ending = await Promise.race([child.ended, answersOk(page)]);
    if (ending === true) return;
    if (ending !== false) throw new OperatorError(obituary(child, describeEnding(ending)));
    await sleep(100);
  }
  throw new OperatorError(obituary(child, `was not healthy within ${HEALTHY_WITHIN_MS / 1000} s at ${page}`));
}

/** obituary says what happened to a child, with its last words. */
export function obituary(child: Child, what: string): string {
  return [`${child.name} ${what}. Its last lines:`, ...child.tail.map((line) => `  ${line}`)].join('\n');
}

async function answersOk(page: string): Promise<boolean> {
  try {
    const answer = await fetch(page, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch (error) {
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return false;
    throw error;
  }
}
