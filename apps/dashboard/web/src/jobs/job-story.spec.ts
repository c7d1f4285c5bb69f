import { isOver, stateVerdict, storyAfter, UNTOLD, verdictOf, type JobEvent } from './job-story.js';

const at = (second: number) => new Date(1_000 * second).toISOString();
const tell = (...events: JobEvent[]) => events.reduce(storyAfter, UNTOLD);
const progress = (second: number, step: string, percent?: number): JobEvent => ({
  type: 'progress',
  at: at(second),
  step,
  ...(percent !== undefined && { percent }),
});

describe("a job's story", () => {
  it('has each step once, with its figure, its begin and its end', () => {
    const story = tell(progress(1, 'pull web', 0), progress(3, 'pull web', 60), progress(4, 'bring up web'));
    expect(story.steps).toEqual([
      { name: 'pull web', startedAt: 1_000, percent: 60, endedAt: 4_000 },
      { name: 'bring up web', startedAt: 4_000 },
    ]);
  });

  it('ends its last step with the job', () => {
    const story = tell(progress(1, 'stop web'), { type: 'outcome', at: at(5), result: 'error', code: 'x' });
    expect(story.steps).toEqual([{ name: 'stop web', startedAt: 1_000, endedAt: 5_000 }]);
    expect(story.endedAt).toBe(5_000);
  });

  it('of a job that was cut off goes on until its verdict', () => {
    const cut = tell({ type: 'outcome', at: at(1), result: 'interrupted' });
    expect([isOver(cut), verdictOf(cut).word]).toEqual([false, 'Cut off']);
    const found = storyAfter(cut, { type: 'verdict', at: at(2), verdict: 'partial' });
    expect([isOver(found), verdictOf(found).word]).toEqual([true, 'Partly done']);
  });

  it('keeps the newest lines of a job that writes without end', () => {
    let story = UNTOLD;
    for (let i = 0; i < 600; i += 1) story = storyAfter(story, { type: 'log', at: at(i), line: `${i}` });
    expect([story.lines.length, story.lines.at(-1)?.line]).toEqual([500, '599']);
  });
});

describe('how a job stands', () => {
  it('is what its events say, before a list that is older', () => {
    const started = tell({ type: 'started', at: at(1) });
    expect(verdictOf(started, 'waiting').word).toBe('Running');
    expect(verdictOf(UNTOLD, 'waiting').word).toBe('Queued');
    expect(verdictOf(tell({ type: 'outcome', at: at(2), result: 'ok' }), 'active').word).toBe('Done');
  });

  it('is unknown, in the word that it came in, for what this page does not know', () => {
    expect(stateVerdict('sleeping')).toEqual({ kind: 'unknown', word: 'sleeping' });
  });

  it('is what the node showed of a job that was cut off, once that is known', () => {
    expect(stateVerdict('interrupted').word).toBe('Cut off');
    expect(stateVerdict('interrupted', undefined, 'partial').word).toBe('Partly done');
    expect(stateVerdict('completed', undefined, 'unknown').word).toBe('Done');
  });

  it('is cancelled, not failed, when somebody cancelled it', () => {
    expect(stateVerdict('failed', 'job_cancelled: the job was cancelled').word).toBe('Cancelled');
  });
});
