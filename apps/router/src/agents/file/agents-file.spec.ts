import { parseYaml } from '@app/config';
import { AgentShelf } from './agent-shelf.js';
import { agentsFile } from './agents-file.js';

const read = (text: string) => parseYaml('agents.yaml', text, agentsFile);
const everything = { models: ['*'] };

describe('agents.yaml', () => {
  it('gives an agent limits, and no tools, unless it says so', () => {
    expect(read('agents: { a: { model: fast } }').agents['a']).toEqual({
      model: 'fast',
      tools: [],
      max_steps: 8,
      max_tokens: 200_000,
      timeout_sec: 300,
      parallel_calls: 4,
    });
  });

  it.each([
    ['agents: { Bad Name: { model: x } }', 'line 1: agents.Bad Name'],
    ['agents:\n  a: { model: x, steps: 9 }', 'line 2: agents.a'],
    ['agents:\n  a:\n    model: agent/b', 'line 3: agents.a.model: must be a model, not an agent'],
    ['agents:\n  a:\n    model: x\n    max_steps: 0', 'line 4: agents.a.max_steps'],
  ])('is refused as %j', (text, words) => {
    expect(() => read(text)).toThrow(words);
  });
});

describe('the agents', () => {
  const shelf = new AgentShelf(read('agents: { a: { model: x }, b: { model: y } }'));

  it('are for the clients whose models cover them', () => {
    const client = { models: ['agent/a'] };
    expect(shelf.usableBy(client).map(({ name }) => name)).toEqual(['a']);
    expect(shelf.only(client).name).toBe('a');
    expect(() => shelf.get('b', client)).toThrow(expect.objectContaining({ code: 'agent_not_allowed' }));
  });

  it('must be named where there are several, and where there is none of that name', () => {
    expect(() => shelf.only(everything)).toThrow('say which one');
    for (const name of ['c', '__proto__', 'constructor']) {
      expect(() => shelf.get(name, everything)).toThrow(expect.objectContaining({ code: 'agent_not_found' }));
    }
  });

  it('are others once the file has changed', () => {
    const changing = new AgentShelf(read('agents: { a: { model: x } }'));
    changing.replace(read('agents: { b: { model: y } }'));
    expect(changing.usableBy(everything).map(({ name }) => name)).toEqual(['b']);
  });
});
