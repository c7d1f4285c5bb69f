import { writeFileSync } from 'node:fs';

/** A reporter for Jest, which wants a default export: what has run and what is running is on disk at every moment. */
export default class RunningSpecs {
  running = new Set();
  counts = {};

  onTestFileStart({ path }) {
    this.running.add(path);
    this.write();
  }

  onTestFileResult({ path }, _result, aggregated) {
    this.running.delete(path);
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = aggregated;
    this.counts = { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites };
    this.write();
  }

  write() {
    writeFileSync(process.env.RUNNING_SPECS, JSON.stringify({ ...this.counts, running: [...this.running] }));
  }
}
