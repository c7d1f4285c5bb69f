import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { environmentsOf, type SharedSettings } from './app-environment.ts';
import { obituary, startApp } from './app-start.ts';
import { describeEnding, type Child } from './child.ts';
import { runCommand } from './commands.ts';
import { dashboardPassword } from './dashboard-password.ts';
import { builtApps, type LocalSettings, type PlacedApp } from './local-settings.ts';
import { OperatorError } from './operator-error.ts';
import { opsToken } from './ops-token.ts';
import { startRedis } from './private-redis.ts';
import type { RunFile } from './run-file.ts';
import type { Terminal } from './terminal.ts';
import { welcome } from './welcome.ts';

/** Longer than the ten seconds that an app takes for its last requests. */
const GRACE_MS = 15_000;

/** Stack is everything that runs under one `make start`: Redis, then the apps; stopped in reverse. */
export class Stack {
  readonly #settings: LocalSettings;
  readonly #terminal: Terminal;
  readonly #runFile: RunFile;
  readonly #children: Child[] = [];

  constructor(settings: LocalSettings, terminal: Terminal, runFile: RunFile) {
    this.#settings = settings;
    this.#terminal = terminal;
    this.#runFile = runFile;
  }

  /** start returns the welcome text. After a failure, what had started is for `stop` to end. */
  async start(signal: AbortSignal): Promise<string> {
    const apps = await builtApps(this.#settings);
    if (apps.length === 0) throw new OperatorError('the build made no app; see dist/');
    await this.#requireRedisServer(signal);
    const token = opsToken(this.#settings);
    if (token.isNew) this.#terminal.line(`The key of operations, shown this once: ${token.value}`);
    const password = dashboardPassword(this.#settings);
    if (password.isNew)
      this.#terminal.line(`The password of the dashboard, shown this once: ${password.value}`);
    const started = (child: Child) => this.#adopt(child);
    const { dataDir } = this.#settings;
    const redis = await this.#terminal.step('Starting redis', () => startRedis(dataDir, started));
    signal.throwIfAborted();
    const secrets = { opsToken: token.value, password: password.value };
    await this.#startApps(apps, { redisUrl: redis.place.url, ...secrets });
    return welcome(this.#settings, { apps, redis: redis.place, token, password });
  }

  /** firstDeath rejects when any part ends while it should run. */
  async firstDeath(): Promise<never> {
    const died = await Promise.race(
      this.#children.map(async (child) => ({ child, ending: await child.ended })),
    );
    throw new OperatorError(obituary(died.child, describeEnding(died.ending)));
  }

  /** stop ends the apps together, then Redis, which writes its append-only file to the end. */
  async stop(): Promise<void> {
    const [redis, ...apps] = this.#children;
    await Promise.all(apps.map((app) => app.stop(GRACE_MS)));
    await redis?.stop(GRACE_MS);
  }

  kill(): void {
    for (const child of this.#children) child.kill();
  }

  /** The apps wait for nobody but Redis. All are waited for, so that none comes up after a stop. */
  async #startApps(apps: readonly PlacedApp[], shared: SharedSettings): Promise<void> {
    const envOf = environmentsOf(apps, this.#settings, shared);
    const started = (child: Child) => this.#adopt(child);
    const context = { settings: this.#settings, terminal: this.#terminal, started };
    const names = apps.map(({ name }) => name).join(', ');
    await this.#terminal.step(`Starting ${names}`, async () => {
      const starts = apps.map((app) => startApp(app, { ...context, env: envOf(app) }));
      const failed = (await Promise.allSettled(starts)).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    });
  }

  #adopt(child: Child): void {
    this.#children.push(child);
    this.#runFile.addChild(child.name, child.pid);
  }

  async #requireRedisServer(signal: AbortSignal): Promise<void> {
    const { repo, env } = this.#settings;
    if (isInPath('redis-server', env)) return;
    const script = join(repo, 'deploy/local/install-packages.sh');
    await this.#terminal.step('Installing redis-server with the package manager', () =>
      runCommand('sh', [script, 'redis-server'], { cwd: repo, signal }),
    );
  }
}

function isInPath(command: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}
