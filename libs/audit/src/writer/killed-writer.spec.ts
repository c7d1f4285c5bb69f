import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import { exportAudit } from '../read/export-audit.js';
import { verifyAudit } from '../verify/verify-audit.js';
import type { AuditEvent } from '../index.js';

const ROUNDS = 12;
const fixture = new LogFixture();

beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

/** Runs a writer, kills it after some events and some milliseconds, returns what it had acknowledged. */
async function acknowledgedBeforeKill(events: number, milliseconds: number): Promise<string[]> {
  const flags = ['--disable-warning=ExperimentalWarning', '--experimental-transform-types'];
  const runner = ['--import', resolve('deploy/ops/run-sources.ts')];
  const program = resolve('libs/audit/src/fixtures/appending-child.ts');
  const child = spawn(process.execPath, [...flags, ...runner, program, fixture.folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const acknowledged: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line);
    if (acknowledged.length === events) void pause(milliseconds).then(() => child.kill('SIGKILL'));
  }
  const [, signal] = (await closed) as [unknown, string];
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

async function storedEvents(): Promise<Set<string>> {
  const stored = new Set<string>();
  for await (const piece of exportAudit(fixture.folder, {}, 'jsonl')) {
    for (const line of piece.trimEnd().split('\n')) {
      const { seq, hash } = JSON.parse(line) as AuditEvent;
      stored.add(`${seq} ${hash}`);
    }
  }
  return stored;
}

it('a writer that is killed at any moment loses no event that it acknowledged', async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const kill = [1 + Math.floor(Math.random() * 200), Math.random() * 20] as const;
    acknowledged.push(...(await acknowledgedBeforeKill(...kill)));
    const log = await fixture.open();
    await log.append(anEntry());
    await log.close();
    const stored = await storedEvents();
    expect(acknowledged.filter((event) => !stored.has(event))).toEqual([]);
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: stored.size });
  }
  expect(acknowledged.length).toBeGreaterThan(ROUNDS);
}, 60_000);
