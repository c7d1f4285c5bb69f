import type { ListedServer } from '../../api/tool-registry.js';
import type { TrainingJob } from '../../api/training.js';
import { offers, queueText, speedText, trainingIn, trainingState } from './training-answers.js';

const server = (id: string) => ({ id }) as ListedServer;
const job = (given: Partial<TrainingJob>) => ({ status: 'running', gpu_ids: '0', ...given }) as TrainingJob;

it('the training server is the one of that id, and no other', () => {
  expect(trainingIn([server('training-old'), server('training')])).toEqual({ id: 'training' });
  expect(trainingIn([server('training-old')])).toBeNull();
});

it('something is offered only where all tools for it are', () => {
  const tools = [{ name: 'list-training-jobs' }, { name: 'list-configs' }];
  expect(offers(tools, 'list-training-jobs')).toBe(true);
  expect(offers(tools, 'list-configs', 'start-training')).toBe(false);
});

it('a state that nobody knows is shown in its own word', () => {
  expect(trainingState(job({ status: 'error' }))).toEqual({ kind: 'failed', word: 'Failed' });
  expect(trainingState(job({ status: 'hibernating' }))).toEqual({ kind: 'unknown', word: 'hibernating' });
});

it('a speed is shown while the job runs, in the unit that has a number above one', () => {
  expect(speedText(job({ iter_per_sec: 1.254 }))).toBe('1.25 steps/s');
  expect(speedText(job({ iter_per_sec: 0.25 }))).toBe('4.00 s/step');
  expect(speedText(job({ iter_per_sec: null }))).toBe('Unknown');
  expect(speedText(job({ status: 'stopped', iter_per_sec: 1 }))).toBe('–');
});

it('a job that waits has its turn among those of the same GPUs', () => {
  const waiting = (gpu_ids: string, queue_position: number) =>
    job({ status: 'queued', gpu_ids, queue_position });
  const all = [waiting('0', 3_000), waiting('0', 1_000), waiting('1', 500), job({ queue_position: null })];
  expect(all.map((one) => queueText(one, all))).toEqual([
    'GPU 0, place 2 of 2',
    'GPU 0, place 1 of 2',
    'GPU 1, place 1 of 1',
    'GPU 0',
  ]);
  expect(queueText(waiting('0,1', 1_000))).toBe('GPU 0, 1, waits');
});
