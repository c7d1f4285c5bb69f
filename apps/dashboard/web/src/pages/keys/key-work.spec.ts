import type { KeyUses } from '../../api/keys.js';
import { callsWords, workLines, workOf } from './key-work.js';

const work = (client: string, kind: 'model' | 'tool', name: string, calls: number, hour: number) => {
  return { client, kind, name, calls, last: `2026-11-21T${String(hour).padStart(2, '0')}:00:00Z` };
};
const uses = (given: KeyUses['work'], gaps: KeyUses['gaps'] = []): KeyUses => {
  return { apps: [], uses: [], work: given, gaps };
};
const ALL = [
  work('ann', 'model', 'ollama/qwen3:8b', 3, 9),
  work('ann', 'model', 'vllm/mistral', 1, 11),
  work('ann', 'tool', 'github/ping', 12, 8),
  work('ci', 'tool', 'files/stat', 4, 8),
];
const words = (id: string, given: KeyUses) => {
  const day = workOf(id, given);
  return day && { calls: callsWords(day), lines: workLines(day) };
};

describe('what a key did in the last 24 hours', () => {
  it('is its own calls, the most called first, and the newest model and tool', () => {
    const day = workOf('ann', uses(ALL));
    expect([day?.calls, day?.lastModel?.name, day?.lastTool?.name]).toEqual([
      16,
      'vllm/mistral',
      'github/ping',
    ]);
    expect(words('ann', uses(ALL))).toEqual({
      calls: '16',
      lines: [
        'In the last 24 h it called github/ping (12 calls), ollama/qwen3:8b (3 calls), vllm/mistral (1 call).',
      ],
    });
  });

  it('is at least that, and never nothing, where more may have been', () => {
    const gaps: KeyUses['gaps'] = [{ kind: 'tool', reason: 'ops does not answer' }];
    expect(words('ann', uses(ALL, gaps))?.calls).toBe('≥ 16');
    expect(words('old', uses(ALL, gaps))).toEqual({
      calls: 'Unknown',
      lines: ['There may have been more calls of tools: ops does not answer.'],
    });
    expect(words('old', uses(ALL))).toEqual({ calls: '0', lines: [] });
  });

  it('counts what it does not name, and is not known before anybody was asked', () => {
    const many = Array.from({ length: 6 }, (_, at) => work('ann', 'model', `m${at}`, 1, at));
    expect(words('ann', uses(many))?.lines[0]).toMatch(/m3 \(1 call\) and 2 more\.$/);
    expect(workOf('ann', undefined)).toBeUndefined();
  });
});
