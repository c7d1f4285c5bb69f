import { spawn, type ChildProcess } from 'node:child_process';
import { programOf } from './upstream-bed.ts';

/** It would listen on every address and at a port that somebody had to choose. */
const ON_LOOPBACK = `
import { Server } from 'node:net';
const listen = Server.prototype.listen;
Server.prototype.listen = function (_port, done) {
  return listen.call(this, 0, '127.0.0.1', () => {
    process.stderr.write('PORT=' + this.address().port + '\\n');
    done?.();
  });
};`;

/** EverythingHttp is server-everything behind HTTP, on loopback. */
export class EverythingHttp {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(transport: 'streamableHttp' | 'sse'): Promise<EverythingHttp> {
    const { command, args } = programOf('@modelcontextprotocol/server-everything', transport);
    const preload = `data:text/javascript,${encodeURIComponent(ON_LOOPBACK)}`;
    const child = spawn(command, ['--import', preload, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    const port = await new Promise<number>((resolve, reject) => {
      let said = '';
      child.once('exit', () => reject(new Error(`The server ended: ${said}`)));
      child.stderr.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        const found = /PORT=(\d+)/.exec(said);
        if (found) resolve(Number(found[1]));
      });
    });
    return new EverythingHttp(child, port);
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await exited;
  }
}
