import { groupsOf } from './calls-of-day.js';
import { effectLines } from './effect-words.js';
import { changesOf, draftOfEntry, type PolicyDraft } from './policy-draft.js';
import { effectOf } from './policy-effect.js';

const took = (actor: string, tool: string, seconds?: number, code?: string) => ({
  actor,
  resource: `github/${tool}`,
  result: code === undefined ? ('ok' as const) : ('error' as const),
  metadata: { ...(seconds !== undefined && { duration_ms: seconds * 1_000 }), ...(code && { code }) },
});
const DAY = [
  ...[11, 12, 300].map((seconds) => took('ann', 'search', seconds)),
  took('ann', 'search', 10),
  took('ben', 'fetch', 45),
  took('ci', 'fetch', 60.4, 'mcp_timeout'),
  took('ci', 'search', 900.2, 'mcp_timeout'),
];

/** What a change of the defaults, which are 60 s of silence and 900 s in all, says of a day. */
async function linesOf(edited: Partial<PolicyDraft>, calls: Parameters<typeof groupsOf>[0] = DAY) {
  const before = draftOfEntry({});
  const after = { ...before, ...edited };
  const day = { groups: groupsOf(calls), total: calls.length };
  const nobody = () => Promise.reject(new Error('nobody is asked about rules'));
  return effectLines(await effectOf(day, [before, after], changesOf(before, after), nobody), String);
}

describe('what a limit of time would have done to a day of calls', () => {
  it('names whose calls took longer than a call may', async () => {
    expect(await linesOf({ max_total_sec: '10' })).toEqual([
      '3 calls of ann to search in the last 24 h took longer than 10 s, and would have been cut.',
      '1 call of ben to fetch in the last 24 h took longer than 10 s, and would have been cut.',
      '1 call of ci to fetch in the last 24 h took longer than 10 s, and would have been cut.',
      '1 call of ci to search in the last 24 h took longer than 10 s, and would have been cut.',
    ]);
  });

  it('does not claim to know how long a server was silent', async () => {
    const [first] = await linesOf({ timeout_sec: '30' });
    expect(first).toBe(
      '1 call of ann to search in the last 24 h took longer than 30 s, and would have been cut if the server was silent for so long.',
    );
  });

  it('names a call once where it is met by both limits', async () => {
    const lines = await linesOf({ timeout_sec: '10', max_total_sec: '100' });
    expect(lines.filter((line) => line.includes('of ann to search'))).toEqual([
      expect.stringContaining('1 call of ann to search in the last 24 h took longer than 100 s') as string,
      expect.stringContaining('2 calls of ann to search in the last 24 h took longer than 10 s') as string,
    ]);
  });

  it('names which cut calls would have had more time, by the limit that cut them', async () => {
    const more = (tool: string) =>
      `1 call of ci to ${tool} in the last 24 h took too long and would have had more time.`;
    expect(await linesOf({ timeout_sec: '120' })).toEqual([more('fetch')]);
    expect(await linesOf({ max_total_sec: '1800' })).toEqual([more('search')]);
  });

  it('says that none is met, and that nobody called', async () => {
    expect(await linesOf({ max_total_sec: '10' }, [took('ann', 'search', 3)])).toEqual([
      'The one call of the last 24 h would have ended the same.',
    ]);
    expect(await linesOf({ max_total_sec: '800' }, DAY.slice(0, 5))).toEqual([
      'None of the 5 calls of the last 24 h would have been cut earlier or later.',
    ]);
    expect(await linesOf({ max_total_sec: '10' }, [])).toEqual(['Nobody called it in the last 24 h.']);
  });

  it('says of how many calls nobody wrote down how long they took', async () => {
    const lines = await linesOf({ max_total_sec: '10' }, [...DAY.slice(0, 3), took('ann', 'search')]);
    expect(lines).toEqual([
      expect.stringMatching(/^3 calls of ann/) as string,
      'At least: how long 1 call took was not written down.',
    ]);
  });

  it('leaves out what a rule of the same draft would refuse, and what cannot be read as a limit', async () => {
    const both = { max_total_sec: '10', deny_clients: 'ann\nci' };
    expect((await linesOf(both)).filter((line) => line.includes('took longer'))).toEqual([
      expect.stringMatching(/^1 call of ben to fetch/) as string,
    ]);
    expect(await linesOf({ max_total_sec: 'soon' })).toEqual([]);
    expect(await linesOf({ max_total_sec: '900' })).toEqual([]);
  });
});
