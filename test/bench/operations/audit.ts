import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditLog, type AuditEntry } from '@app/audit';
import type { Plan } from './plan.ts';
import { rate, type PartReport } from './report.ts';

/** measureAudit tells how many events a second are safe on the disk that `folder` is on. */
export async function measureAudit(folder: string, plan: Plan['audit']): Promise<PartReport> {
  await mkdir(folder, { recursive: true });
  const log = await AuditLog.open({ folder: join(folder, 'audit') });
  try {
    const line = Buffer.from(`${JSON.stringify(await log.append(entry(0)))}\n`);
    const lines = Buffer.concat(Array.from({ length: plan.callers }, () => line));
    const spent = { alone: 0, bare: 0, together: 0, bareMany: 0 };
    // In turns, since a disk is not as fast at one time as at another.
    for (let round = 0; round < plan.rounds; round++) {
      spent.alone += await seconds(() => appends(log, plan.alone));
      spent.bare += await bareWrites(join(folder, `bare-one-${round}.log`), line, plan.alone);
      spent.together += await seconds(() => appendsOfMany(log, plan));
      spent.bareMany += await bareWrites(join(folder, `bare-many-${round}.log`), lines, plan.each);
    }
    const one = plan.rounds * plan.alone;
    const all = plan.rounds * plan.callers * plan.each;
    return {
      title: `Audit appends that are on the disk, lines of ${line.length} bytes`,
      floor: 'write and fdatasync',
      rows: [
        { measure: 'one caller', figure: rate(one, spent.alone), floor: rate(one, spent.bare) },
        {
          measure: `${plan.callers} callers`,
          figure: rate(all, spent.together),
          floor: rate(all, spent.bareMany),
        },
      ],
      faults: log.state.accepting ? [] : ['the log has stopped taking events'],
    };
  } finally {
    await log.close();
  }
}

async function appends(log: AuditLog, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await log.append(entry(index));
}

async function appendsOfMany(log: AuditLog, { callers, each }: Plan['audit']): Promise<void> {
  await Promise.all(Array.from({ length: callers }, () => appends(log, each)));
}

async function bareWrites(path: string, bytes: Buffer, count: number): Promise<number> {
  await using file = await open(path, 'a');
  return await seconds(async () => {
    for (let index = 0; index < count; index++) {
      await file.write(bytes);
      await file.datasync();
    }
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

function entry(index: number): AuditEntry {
  return {
    action: 'restart',
    resource: `local/s${index}`,
    actor: 'bench',
    result: 'intent',
    correlation_id: `req-${index}`,
    metadata: { plan: `sha256:${'0'.repeat(64)}` },
  };
}
