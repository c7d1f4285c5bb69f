import { nlpAnalysis } from '../contract/index.js';
import { analyzeText, topTerms } from './index.js';

describe('the words of a run', () => {
  it('are counted without those of grammar and of logs', () => {
    expect(topTerms(['the red Fox and the training', 'fox, snow-white; 12 be'], 10)).toEqual([
      { term: 'fox', count: 2 },
      { term: 'red', count: 1 },
      { term: 'snow-white', count: 1 },
    ]);
  });

  it('may be of any language', () => {
    expect(topTerms(['Füchse im Schnee', 'лиса лиса'], 2)).toEqual([
      { term: 'лиса', count: 2 },
      { term: 'füchse', count: 1 },
    ]);
  });

  it('are not those of bars', () => {
    const { log_top_terms } = analyzeText({
      lines: ['fox_lora:  17%|█▋ | 5/30 [12:00<1:00,  1.44s/it, lr: 1.0e-04]', 'Quantizing transformer'],
      captions: [],
    });
    expect(log_top_terms.map(({ term }) => term)).toEqual(['quantizing', 'transformer']);
  });
});

describe('captions', () => {
  it('that say enough raise no flag', () => {
    const analysis = analyzeText({
      lines: [],
      captions: ['a red fox sleeps under an old oak', 'two grey wolves cross the frozen río'],
    });
    expect(analysis).toMatchObject({ caption_token_diversity: 1, style_flags: [] });
    expect(analysis.caption_ascii_ratio).toBeCloseTo(0.9855, 3);
    expect(nlpAnalysis.parse(analysis)).toEqual(analysis);
  });

  it('that say little, and always the same, raise both', () => {
    const analysis = analyzeText({ lines: [], captions: Array.from({ length: 20 }, () => 'fox portrait') });
    expect(analysis).toMatchObject({
      caption_token_count: 40,
      caption_vocabulary_size: 2,
      caption_token_diversity: 0.05,
      style_flags: ['caption_vocabulary_low_diversity', 'captions_too_short'],
    });
  });

  it('that are not there are not judged', () => {
    expect(analyzeText({ lines: [], captions: ['', '  '] })).toMatchObject({
      caption_token_count: 0,
      caption_token_diversity: null,
      caption_ascii_ratio: null,
      style_flags: [],
    });
  });
});
