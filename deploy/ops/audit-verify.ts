import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { AuditReport } from '../../libs/audit/src/verify/audit-report.ts';
import './run-sources.ts';

// Verifies the audit log, prints what it found and exits 0 when the log is whole, 1 when it is not, or is not there.

const USAGE = `usage: npm run audit:verify -- [--folder <folder>] [--head <file> [--public-key <file>]]
  --folder      where the log is; default: data/ops-controller
  --head        a head of this log that was kept elsewhere (JSON), or - for standard input; also what
                GET /audit/head answered, which has the public key in it
  --public-key  the log's public key, kept elsewhere (PEM)
`;
const repo = resolve(import.meta.dirname, '../..');

function options() {
  const { values } = parseArgs({
    options: { folder: { type: 'string' }, head: { type: 'string' }, 'public-key': { type: 'string' } },
  });
  if (values.head === undefined && values['public-key'] !== undefined) {
    throw new Error('--public-key proves a head, so it needs --head');
  }
  const dataFolder = resolve(repo, process.env['DATA_DIR'] || 'data');
  return { ...values, folder: values.folder ?? resolve(dataFolder, 'ops-controller') };
}

async function verify(): Promise<AuditReport> {
  const { folder, head, 'public-key': keyFile } = options();
  const { verifyAudit } = await import('../../libs/audit/src/verify/verify-audit.ts');
  if (head === undefined) return verifyAudit(folder);
  const { keptHead } = await import('../../libs/audit/src/head/kept-head.ts');
  const kept = keptHead(await (head === '-' ? text(process.stdin) : readFile(head, 'utf8')));
  const publicKey = keyFile === undefined ? kept.publicKey : await readFile(keyFile, 'utf8');
  if (publicKey === undefined) throw new Error('this head comes without its key; --public-key must name one');
  return verifyAudit(folder, { head: kept.head, publicKey });
}

function headline({ ok, events }: AuditReport): string {
  if (!ok) return 'The audit log is NOT whole.';
  return events > 0 ? 'The audit log is whole.' : 'There is no event in this folder.';
}

function sentences(report: AuditReport): string {
  const { problem, events, files, anchored_through: anchored, torn_pieces: torn } = report;
  const lines = [
    headline(report),
    ...(problem ? [`  ${problem.file}, line ${problem.line}: ${problem.kind}: ${problem.detail}`] : []),
    `  ${events} events in ${files} files passed, number ${report.first_seq} to ${report.last_seq}`,
    `  last hash ${report.last_hash}`,
    anchored === null
      ? '  no head was given: a log cut off at its end would look whole'
      : `  the head proves events up to ${anchored}`,
    ...(torn > 0 ? [`  ${torn} unfinished ends were set aside after crashes`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

try {
  const report = await verify();
  process.stdout.write(sentences(report));
  process.exitCode = report.ok && report.events > 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`The audit log could not be verified: ${(error as Error).message}\n${USAGE}`);
  process.exitCode = 1;
}
