import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freeLoopbackPort } from '../../deploy/local/free-port.ts';
import type { ProcessRecord } from '../../deploy/local/process-record.ts';
import type { RunState } from '../../deploy/local/run-file.ts';

const REPO = resolve(import.meta.dirname, '../..');

/** LocalStack is a folder and the ports on which a test can start the whole stack, more than once. */
export class LocalStack {
  readonly #started: LocalStart[] = [];

  private constructor(
    readonly folder: string,
    readonly dataDir: string,
    readonly port: number,
    readonly opsPort: number,
    readonly routerPort: number,
    readonly dashboardPort: number,
  ) {}

  /** `below` makes the data directory's path longer. */
  static async prepare(below = ''): Promise<LocalStack> {
    const folder = await mkdtemp(join(tmpdir(), 'sy-'));
    const port = () => freeLoopbackPort();
    const ports = [await port(), await port(), await port(), await port()] as const;
    return new LocalStack(folder, join(folder, below, 'data'), ...ports);
  }

  start(more: Readonly<Record<string, string>> = {}): LocalStart {
    const env = {
      ...process.env,
      OPS_CONTROLLER_TOKEN: '',
      DATA_DIR: this.dataDir,
      CONFIG_DIR: join(this.folder, 'config'),
      HOST: '127.0.0.1',
      OPENAI_COMPAT_PORT: String(this.port),
      OPS_PORT: String(this.opsPort),
      ROUTER_PORT: String(this.routerPort),
      DASHBOARD_PORT: String(this.dashboardPort),
      DASHBOARD_PASSWORD: '',
      ...more,
    };
    const start = new LocalStart(env);
    this.#started.push(start);
    return start;
  }

  get runFile(): string {
    return join(this.dataDir, 'run', 'local.json');
  }

  get opsToken(): string {
    return join(this.dataDir, 'run', 'ops-token');
  }

  get password(): string {
    return join(this.dataDir, 'run', 'dashboard-password');
  }

  /** Everything that runs now, the supervisor first. */
  processes(): ProcessRecord[] {
    const state = JSON.parse(readFileSync(this.runFile, 'utf8')) as RunState;
    return [state.supervisor, ...state.children];
  }

  /** Their names in alphabetical order: the apps start side by side. */
  static names(processes: readonly ProcessRecord[]): string[] {
    return processes.map(({ name }) => name).toSorted();
  }

  async cleanUp(): Promise<void> {
    for (const start of this.#started) await start.stop('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** LocalStart is one run of the supervisor. */
export class LocalStart {
  readonly exit: Promise<number | null>;
  readonly #process: ChildProcess;
  #output = '';

  constructor(env: NodeJS.ProcessEnv) {
    const script = join(REPO, 'deploy/local/with-node.sh');
    this.#process = spawn('sh', [script, 'node', 'deploy/local/start.ts'], { cwd: REPO, env, stdio: 'pipe' });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
    this.exit = once(this.#process, 'close').then(([code]) => code as number | null);
  }

  get output(): string {
    return this.#output;
  }

  /** printed resolves with the whole output so far once it holds `text`; a start that ends before fails the test. */
  async printed(text: string): Promise<string> {
    const ended = this.#endedWithout(text);
    while (!this.#output.includes(text)) await Promise.race([once(this.#process.stdout!, 'data'), ended]);
    return this.#output;
  }

  async stop(signal: NodeJS.Signals): Promise<number | null> {
    this.#process.kill(signal);
    return this.exit;
  }

  async #endedWithout(text: string): Promise<void> {
    const code = await this.exit;
    if (!this.#output.includes(text))
      throw new Error(`ended with ${code} before "${text}":\n${this.#output}`);
  }
}
