import { isOver, jobVerdict, storyAfter, UNTOLD, verdictOf, type JobEvent } from './job-story.js';

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
    expect(verdictOf(started, { state: 'waiting' }).word).toBe('Running');
    expect(verdictOf(UNTOLD, { state: 'waiting' }).word).toBe('Queued');
    const done = tell({ type: 'outcome', at: at(2), result: 'ok' });
    expect(verdictOf(done, { state: 'active' }).word).toBe('Done');
  });

  it('is unknown, in the word that it came in, for what this page does not know', () => {
    expect(jobVerdict({ state: 'sleeping' as 'active' })).toEqual({ kind: 'unknown', word: 'sleeping' });
  });

  it.each([
    ['ok', 'completed', 'Done'],
    ['error', 'failed', 'Failed'],
    ['cancelled', 'failed', 'Cancelled'],
    ['refused', 'failed', 'Refused'],
    ['interrupted', 'interrupted', 'Cut off'],
    ['partial', 'interrupted', 'Partly done'],
    ['partial', 'completed', 'Partly done'],
    ['happened', 'interrupted', 'Done'],
    ['unknown', 'interrupted', 'Unknown'],
  ] as const)('of the verdict %s is the same in a list as on its page', (verdict, state, word) => {
    const told = ['happened', 'partial', 'unknown'].includes(verdict)
      ? { type: 'verdict' as const, at: at(1), verdict: verdict as 'partial' }
      : { type: 'outcome' as const, at: at(1), result: verdict as 'ok' };
    expect(jobVerdict({ state, verdict }).word).toBe(word);
    expect(verdictOf(tell(told), { state, verdict })).toEqual(jobVerdict({ state, verdict }));
    expect(verdictOf(UNTOLD, { state, verdict })).toEqual(jobVerdict({ state, verdict }));
  });

  it('of a job that was cut off is what was found out since, also before its own stream tells', () => {
    const cut = tell({ type: 'outcome', at: at(1), result: 'interrupted' });
    expect(verdictOf(cut, { state: 'interrupted', verdict: 'partial' }).word).toBe('Partly done');
  });
});
