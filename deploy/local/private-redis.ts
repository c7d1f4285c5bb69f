import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, describeEnding } from './child.ts';
import { OperatorError } from './operator-error.ts';
import { choosePlace, redisConfiguration, type RedisPlace } from './redis-place.ts';

const READY_WITHIN_MS = 30_000;

export interface PrivateRedis {
  readonly child: Child;
  readonly place: RedisPlace;
}

/**
 * startRedis runs a redis-server for this checkout alone, in `<dataDir>/redis`, and leaves any other Redis of
 * the machine as it is. `started` hears of the process before it answers, so that it can be stopped.
 */
export async function startRedis(dataDir: string, started: (child: Child) => void): Promise<PrivateRedis> {
  const directory = join(dataDir, 'redis');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const place = await choosePlace(directory);
  const configuration = join(directory, 'redis.conf');
  writeFileSync(configuration, redisConfiguration(directory, place), { mode: 0o600 });
  const child = await Child.start({
    name: 'redis',
    command: 'redis-server',
    args: [configuration],
    cwd: directory,
    env: process.env,
    logPath: join(dataDir, 'logs', 'redis.log'),
  });
  started(child);
  await answering(child, place);
  return { child, place };
}

async function answering(child: Child, place: RedisPlace): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const ending = await Promise.race([child.ended, ping(place)]);
    if (ending === true) return;
    if (ending !== false) {
      const last = child.tail.join('\n');
      throw new OperatorError(`redis-server ${describeEnding(ending)} while starting:\n${last}`);
    }
    await sleep(50);
  }
  throw new OperatorError(
    `redis-server did not answer within ${READY_WITHIN_MS / 1000} s; see ${child.logPath}`,
  );
}

/** True once Redis has its data loaded; until then it refuses the connection or answers LOADING. */
async function ping(place: RedisPlace): Promise<boolean> {
  const socket = place.kind === 'socket' ? connect(place.path) : connect(place.port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(place.kind === 'socket' ? 'PING\r\n' : `AUTH ${place.password}\r\nPING\r\n`);
    const answers = place.kind === 'socket' ? '+PONG\r\n' : '+OK\r\n+PONG\r\n';
    return (await firstBytes(socket, answers.length)) === answers;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ECONNRESET') return false;
    throw error;
  } finally {
    socket.destroy();
  }
}

async function firstBytes(stream: AsyncIterable<Buffer>, length: number): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += chunk.toString('latin1');
    if (text.length >= length || text.startsWith('-')) break;
  }
  return text;
}
