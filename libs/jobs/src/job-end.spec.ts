import { jobEnd } from './job-end.js';
import type { JobEvent } from './job-event.js';

const verdict: JobEvent = { type: 'verdict', verdict: 'partial', evidence: {} };
const outcome = (result: 'ok' | 'cancelled' | 'refused'): JobEvent => ({ type: 'outcome', result });

it('a job that has not ended has no end, whatever was told of it', () => {
  expect(jobEnd({ state: 'waiting' }, undefined)).toBeUndefined();
  expect(jobEnd({ state: 'active' }, outcome('ok'))).toBeUndefined();
});

it('the last event says how a job ended, for it is what whoever follows the job has seen', () => {
  expect(jobEnd({ state: 'interrupted' }, verdict)).toBe('partial');
  expect(jobEnd({ state: 'completed' }, verdict)).toBe('partial');
  expect(jobEnd({ state: 'interrupted' }, outcome('ok'))).toBe('ok');
  expect(jobEnd({ state: 'failed', failure: 'service_busy: no' }, outcome('refused'))).toBe('refused');
  expect(jobEnd({ state: 'failed', failure: 'lock_lost: gone' }, outcome('cancelled'))).toBe('cancelled');
});

it('without that event its record has to do', () => {
  expect(jobEnd({ state: 'completed' }, undefined)).toBe('ok');
  expect(jobEnd({ state: 'interrupted', failure: 'job stalled' }, undefined)).toBe('interrupted');
  expect(jobEnd({ state: 'failed', failure: 'compose_failed: no' }, undefined)).toBe('error');
  expect(jobEnd({ state: 'failed', failure: 'job_cancelled: on request' }, undefined)).toBe('cancelled');
});
