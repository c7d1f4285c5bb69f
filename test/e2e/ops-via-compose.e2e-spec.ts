import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandRun } from './command-run.ts';

const KEY = 'the-key-of-the-runner-0123456789abcdef';
/** Stands in for docker: says what it was called with, and ends as it is told. */
const DOCKER = `#!/bin/sh
[ "$2" = version ] && exit 0
printf '%s\\n' "$*" >>"$FOLDER/calls"
case $* in *key-from-stdin*) cat >"$FOLDER/stdin" ;; esac
[ -z "\${LINGER:-}" ] || { echo lingering; exec sleep 30; }
exit "\${END:-0}"
`;

let folder: string;
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const run = (command: string, more: Readonly<Record<string, string>>) =>
  new CommandRun('sh', ['deploy/ops/ops.sh', command], {
    PATH: `${folder}:${process.env['PATH']}`,
    FOLDER: folder,
    VIA: 'compose',
    ...more,
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-via-'));
  writeFileSync(join(folder, 'docker'), DOCKER);
  chmodSync(join(folder, 'docker'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a command runs in the container of ops, and ends as it did there', async () => {
  const { code } = await run('restart', { SERVICE: 'a service', END: '3' }).end;
  expect(code).toBe(3);
  expect(read('calls')).toMatch(/exec -T ops node deploy\/ops\/ops\.ts restart --service a service\n$/);
});

it('a key of its own goes in by a pipe, and stands in no list of processes', async () => {
  const { code } = await run('deploy', {
    IMAGES: 'web=images.example/web:2',
    OPS_KEY: KEY,
    YES: '1',
    END: '1',
  }).end;
  expect(code).toBe(1);
  expect(read('stdin')).toBe(KEY);
  expect(read('calls')).not.toContain(KEY);
});

it('a runner that is told to end says that the job goes on', async () => {
  const runner = run('deploy', { IMAGES: 'web=images.example/web:2', OPS_KEY: KEY, YES: '1', LINGER: '1' });
  await runner.printed('lingering');
  runner.signal('SIGTERM');
  const { code, complaint } = await runner.end;
  expect(code).toBe(4);
  expect(complaint).toContain('A job that was accepted goes on');
});
