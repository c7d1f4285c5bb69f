import type { LogPart, LossPoint } from '../backend/index.js';
import type { ErrorAnalysis, QualityAnalysis, SpeedAnalysis } from '../contract/index.js';
import { analyzeErrors } from './analyze-errors.js';
import { analyzeQuality } from './analyze-quality.js';
import { analyzeSpeed } from './analyze-speed.js';
import { LogTail } from './log-tail.js';

export interface RunLog {
  /** The text of the log, an answer of the backend, or a tail that has been following it. */
  readonly log: string | LogPart | LogTail;
  /** As the bar of the run is called. */
  readonly jobName: string;
  /** The backend's own word for the speed, such as `1.23 iter/sec`. */
  readonly speedString?: string | undefined;
  /** Of the backend's loss endpoint, in the order of the steps; preferred to the log for loss and speed. */
  readonly loss?: readonly LossPoint[] | undefined;
  readonly status?: string | undefined;
  /** So many lines from the end are looked at. */
  readonly lastLines: number;
}

export interface LogEvidence {
  /** What was looked at: without empty lines, escape sequences, the dumped config, and bars that were drawn over. */
  readonly lines: readonly string[];
  readonly analyzedLineCount: number;
  readonly speed: SpeedAnalysis;
  readonly quality: QualityAnalysis;
  readonly errors: ErrorAnalysis;
}

/** analyzeRun says what the log and the loss points of a run tell. It takes any text and does not throw. */
export function analyzeRun(run: RunLog): LogEvidence {
  const tail = run.log instanceof LogTail ? run.log : readWhole(run.log, run);
  const lines = tail.lines(run.lastLines);
  const evidence = { lines, points: run.loss ?? [], trainingSeen: tail.trainingSeen };
  return {
    lines: lines.map((line) => line.text),
    analyzedLineCount: lines.length,
    speed: analyzeSpeed({ ...evidence, speedString: run.speedString ?? '', status: run.status ?? '' }),
    quality: analyzeQuality(evidence),
    errors: analyzeErrors(lines),
  };
}

function readWhole(log: string | LogPart, { jobName, lastLines }: RunLog): LogTail {
  const tail = new LogTail({ jobName, maxLines: lastLines });
  if (typeof log === 'string') tail.append(log);
  else tail.read(log);
  return tail;
}
