import { totalsLine, totalsOf } from './test-totals.ts';

const report = (counts: Partial<Parameters<typeof totalsOf>[0][number]>) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numRuntimeErrorTestSuites: 0,
  ...counts,
});

describe('the totals', () => {
  it('add up every project', () => {
    const reports = [report({ numPassedTests: 5, numFailedTests: 1 }), report({ numPassedTests: 7 })];
    expect(totalsLine(totalsOf(reports))).toBe('12 passed, 1 failed');
  });

  it('count a suite that could not run as a failure', () => {
    expect(totalsOf([report({ numRuntimeErrorTestSuites: 2 })])).toEqual({ passed: 0, failed: 2 });
  });

  it('count a skipped test as a failure', () => {
    expect(totalsOf([report({ numPassedTests: 3, numPendingTests: 1 })])).toEqual({ passed: 3, failed: 1 });
  });
});
