import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, describeEnding } from './child.ts';
import { requireFreePort } from './free-port.ts';
import { answersOk } from './health-probe.ts';
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
  /** Its variables. */
  readonly env: NodeJS.ProcessEnv;
  /** Hears of the process before it is healthy, so that it can be stopped. */
  readonly started: (child: Child) => void;
}

/** startApp returns once the app's health page answers. */
export async function startApp(
  app: PlacedApp,
  { settings, terminal, env, started }: AppStart,
): Promise<void> {
  await requireFreePlace(app);
  const { repo, dataDir } = settings;
  const child = await Child.start({
    name: app.name,
    command: process.execPath,
    args: [...NODE_FLAGS, join(repo, app.entry)],
    cwd: repo,
    env,
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
  while (performance.now() < deadline) {
    const ending = await Promise.race([child.ended, answersOk(app.place, app.healthPath)]);
    if (ending === true) return;
    if (ending !== false) throw new OperatorError(obituary(child, describeEnding(ending)));
    await sleep(100);
  }
  const page = `${app.address}${app.healthPath}`;
  throw new OperatorError(obituary(child, `was not healthy within ${HEALTHY_WITHIN_MS / 1000} s at ${page}`));
}

/** A socket that a killed worker left behind is the worker's to remove. */
async function requireFreePlace({ listens, place }: PlacedApp): Promise<void> {
  if (listens.kind === 'port' && place.kind === 'port') {
    await requireFreePort(place.host, place.port, listens.variable);
  }
}

/** obituary says what happened to a child, with its last words. */
export function obituary(child: Child, what: string): string {
  return [`${child.name} ${what}. Its last lines:`, ...child.tail.map((line) => `  ${line}`)].join('\n');
}
