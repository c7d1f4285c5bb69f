import { titleOf } from './title-text.js';

const OF_NOTHING = { page: undefined, object: undefined, running: 0, failed: 0 };

describe('the title of the tab', () => {
  it('has the object before its page, so that ten tabs can be told apart', () => {
    expect(titleOf({ ...OF_NOTHING, page: 'Services', object: 'ollama' })).toBe(
      'ollama · Services · Switchyard',
    );
    expect(titleOf(OF_NOTHING)).toBe('Switchyard');
  });

  it('has how many jobs run, and a word of every one that failed', () => {
    expect(titleOf({ ...OF_NOTHING, page: 'Jobs', running: 2, failed: 1 })).toBe(
      '(2) Failed · Jobs · Switchyard',
    );
    expect(titleOf({ ...OF_NOTHING, page: 'Jobs', failed: 2 })).toBe('2 failed · Jobs · Switchyard');
  });

  it('keeps the end of a long id', () => {
    const title = titleOf({ ...OF_NOTHING, page: 'Audit', object: `req-${'0'.repeat(60)}9` });
    expect(title).toMatch(/^…0{38}9 · Audit · Switchyard$/);
  });
});
