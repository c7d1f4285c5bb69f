import type { KeyUses } from '../../api/keys.js';
import { knownUses, knownWork } from './fixtures/known-uses.js';
import { callsWords, workLines, workOf } from './key-work.js';

const work = (client: string, kind: 'model' | 'tool', name: string, calls: number, hour: number) => {
  const last = `2026-11-21T${String(hour).padStart(2, '0')}:00:00Z`;
  return knownWork({ client, kind, name, calls, last });
};
const uses = (given: KeyUses['work'], gaps: KeyUses['gaps'] = []) => knownUses({ work: given, gaps });
const ALL = [
  work('ann', 'model', 'ollama/qwen3:8b', 3, 9),
  work('ann', 'model', 'vllm/mistral', 1, 11),
  work('ann', 'tool', 'github/ping', 12, 8),
  work('ci', 'tool', 'files/stat', 4, 8),
];
const lines = (id: string, given: KeyUses) => {
  const day = workOf(id, given);
  return day && workLines(day);
};

describe('what a key did in the last 24 hours', () => {
  it('is its own calls, the most called first, and the newest model and tool', () => {
    const day = workOf('ann', uses(ALL));
    expect([day?.lastModel?.name, day?.lastTool?.name]).toEqual(['vllm/mistral', 'github/ping']);
    expect(lines('ann', uses(ALL))).toEqual([
      'In the last 24 h it called github/ping (12 calls), ollama/qwen3:8b (3 calls), vllm/mistral (1 call).',
    ]);
  });

  it('is told with why more may have been, and is no line where it did nothing', () => {
    const gaps: KeyUses['gaps'] = [{ kind: 'tool', reason: 'ops does not answer', whole_since: null }];
    expect(lines('old', uses(ALL, gaps))).toEqual([
      'There may have been more calls of tools: ops does not answer.',
    ]);
    expect(lines('old', uses(ALL))).toEqual([]);
    const calls = (id: string, given: KeyUses) =>
      callsWords(workOf(id, given) ?? { uses: [], calls: -1, gaps: [] });
    expect([calls('ann', uses(ALL)), calls('ann', uses(ALL, gaps)), calls('old', uses(ALL, gaps))]).toEqual([
      '16',
      'At least 16',
      'Unknown',
    ]);
  });

  it('counts what it does not name, and is not known before anybody was asked', () => {
    const many = Array.from({ length: 6 }, (_, at) => work('ann', 'model', `m${at}`, 1, at));
    expect(lines('ann', uses(many))?.[0]).toMatch(/m3 \(1 call\) and 2 more\.$/);
    expect(workOf('ann', undefined)).toBeUndefined();
  });
});
