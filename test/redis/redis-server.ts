import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** RedisServer is a redis-server of the test's own, on a socket in its own directory and on no port. */
export class RedisServer {
  readonly url: string;
  private child: ChildProcess | undefined;

  private constructor(
    private readonly directory: string,
    private readonly options: readonly string[],
  ) {
    this.url = `unix://${join(directory, 'redis.sock')}`;
  }

  /** start returns a server that accepts connections; options are redis.conf's, as arguments: `--maxmemory 3mb`. */
  static async start(...options: string[]): Promise<RedisServer> {
    const server = new RedisServer(await mkdtemp(join(tmpdir(), 'switchyard-redis-')), options);
    await server.revive();
    return server;
  }

  /** revive starts the server again, on the files that it left. */
  async revive(): Promise<void> {
    const child = spawn('redis-server', this.arguments(), { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (part: Buffer) => {
        said += part.toString();
        if (said.includes('ready to accept connections')) resolve();
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`redis-server exited with ${code}:\n${said}`)));
    });
  }

  /** kill ends the server as a crash does. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  private arguments(): string[] {
    const socket = ['--port', '0', '--unixsocket', join(this.directory, 'redis.sock')];
    const files = ['--dir', this.directory, '--save', '', '--maxmemory-policy', 'noeviction'];
    return [...socket, ...files, ...this.options];
  }
}
