import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordOf } from './process-record.ts';
import { RunFile } from './run-file.ts';

describe('the run file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sy-run-'));
    path = join(folder, 'run', 'local.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is taken while its process lives, and shows what that one printed', () => {
    const first = new RunFile(path);
    expect(first.claim().kind).toBe('ours');
    first.ready('the table');
    expect(new RunFile(path).claim()).toMatchObject({ kind: 'taken', by: { welcome: 'the table' } });
  });

  it('is free again once released', () => {
    const first = new RunFile(path);
    first.claim();
    first.release();
    expect(new RunFile(path).claim()).toEqual({ kind: 'ours', leftovers: [] });
  });

  it('is stale when its pid belongs to a younger process', () => {
    new RunFile(path).claim();
    const supervisor = { name: 'supervisor', pid: process.pid, started: 'long ago' };
    const child = recordOf('redis', process.pid);
    const dead = { name: 'gateway', pid: process.pid, started: 'long ago' };
    writeFileSync(path, JSON.stringify({ supervisor, children: [child, dead] }));
    expect(new RunFile(path).claim()).toEqual({ kind: 'ours', leftovers: [child] });
  });

  it('is stale when a crash cut it short', () => {
    new RunFile(path).claim();
    writeFileSync(path, '{"supervisor":{"na');
    expect(new RunFile(path).claim()).toEqual({ kind: 'ours', leftovers: [] });
  });
});
