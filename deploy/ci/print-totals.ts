import { resolve } from 'node:path';
import { readTotals, totalsLine } from './test-totals.ts';

// Prints `N passed, N failed` over test-results/ and exits 1 when anything failed or nothing passed.

const totals = readTotals(resolve(import.meta.dirname, '../../test-results'));
process.stdout.write(`${totalsLine(totals)}\n`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
