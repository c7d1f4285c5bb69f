import { EXIT } from './exit-codes.ts';
import { endingIn, inWords } from './job-follower.ts';

describe('how a job ended', () => {
  it.each([
    ['outcome', { result: 'ok' }, EXIT.ok],
    ['outcome', { result: 'error', code: 'node_rejected' }, EXIT.failed],
    ['outcome', { result: 'cancelled' }, EXIT.failed],
    ['outcome', { result: 'error', code: 'deployment_rolled_back' }, EXIT.failed],
    ['outcome', { result: 'refused', code: 'plan_outdated' }, EXIT.planOutdated],
    ['outcome', { result: 'error', code: 'node_outcome_unknown' }, EXIT.unknown],
    ['verdict', { verdict: 'happened' }, EXIT.unknown],
  ])('%s %j is told by the exit code', (event, said, code) => {
    expect(endingIn(event, said)).toBe(code);
  });

  it('is not known while the verdict on an interrupted job is open', () => {
    expect(endingIn('outcome', { result: 'interrupted' })).toBeUndefined();
    expect(endingIn('progress', { step: 'restart web' })).toBeUndefined();
  });
});

it('what others wrote cannot steer the terminal', () => {
  const said = inWords('log', { line: 'pulled\u001b[2Jnothing\rhidden\n' });
  expect(said).toBe('  pulled [2Jnothing hidden ');
});

it('events that are missing are shown as missing', () => {
  expect(inWords('gap', { after: null })).toContain('missing');
});
