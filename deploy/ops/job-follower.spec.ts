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
    ['verdict', { verdict: 'happened' }, EXIT.ok],
    ['verdict', { verdict: 'did_not_happen' }, EXIT.unknown],
    ['verdict', { verdict: 'partial' }, EXIT.unknown],
    ['verdict', { verdict: 'unknown' }, EXIT.unknown],
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

it('why a stream ended early is told', () => {
  const said = { code: 'shutting_down', message: 'the server is stopping' };
  expect(inWords('error', said)).toBe('the stream ended early: shutting_down: the server is stopping');
  expect(inWords('error', {})).toBe('the stream ended early');
  expect(endingIn('error', said)).toBeUndefined();
});
