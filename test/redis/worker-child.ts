import { appendFile } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { JobConsumer, consumerDefaults, type JobContext, type JobPayload } from '@app/jobs';

/** A worker process for tests: it notes each start and end of a job in a file, and works for the time it is given. */
const [redisUrl = '', notes = '', workMs = '0'] = process.argv.slice(2);

const consumer = new JobConsumer({
  ...consumerDefaults,
  node: 'local',
  redisUrl,
  jobLockMs: 500,
  stalledCheckMs: 250,
  locate: ({ node, services }) => services.map((service) => ({ node, project: 'home', service })),
  handler: work,
  onOutcome: ({ jobId, result }) => note(`${result} ${jobId}`),
  onTrouble: () => undefined,
});

process.once('SIGTERM', () => void consumer.close(5_000));
// The test's end of the pipe closes with the test, however that ends.
process.stdin.resume().once('close', () => process.exit());
process.stdin.unref();
// Now, as this process may be killed.
flushCompileCache();
process.stdout.write('working\n');

async function work({ intent_id: jobId }: JobPayload, { fence }: JobContext): Promise<null> {
  await fence.check();
  await note(`start ${jobId}`);
  process.stdout.write(`start ${jobId}\n`);
  await pause(Number(workMs));
  return null;
}

async function note(line: string): Promise<void> {
  await appendFile(notes, `${line}\n`);
}
