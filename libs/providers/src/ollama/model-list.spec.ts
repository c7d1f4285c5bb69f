import { modelList } from './model-list.js';

describe("Ollama's models", () => {
  it('become a catalogue with what is known of each', () => {
    const models = [
      {
        name: 'q:8b',
        model: 'q:8b',
        modified_at: '2026-11-20T09:00:00.5+01:00',
        details: { family: 'q', context_length: 40960 },
        capabilities: ['completion', 'tools'],
      },
      { name: 'old:latest', details: null },
    ];
    expect(modelList('ollama', { models })).toEqual([
      {
        id: 'q:8b',
        created: 1_795_161_600,
        ownedBy: 'ollama',
        contextLength: 40960,
        capabilities: ['completion', 'tools'],
      },
      { id: 'old:latest', created: 0, ownedBy: 'ollama' },
    ]);
  });

  it('may be null, or absent, when there are none', () => {
    expect(modelList('ollama', { models: null })).toEqual([]);
    expect(modelList('ollama', {})).toEqual([]);
  });

  it('that are no list are upstream_malformed', () => {
    expect(() => modelList('ollama', { models: {} })).toThrow(
      expect.objectContaining({ code: 'upstream_malformed' }),
    );
  });
});
