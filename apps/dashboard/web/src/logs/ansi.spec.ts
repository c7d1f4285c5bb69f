import { plainText, runsOf } from './ansi.js';

const ESC = '\u001b';

describe('a line with colours', () => {
  it('is split where they change', () => {
    expect(runsOf(`${ESC}[31mERROR${ESC}[0m at ${ESC}[1mstart${ESC}[0m`)).toEqual([
      { text: 'ERROR', looks: ['red'] },
      { text: ' at ', looks: [] },
      { text: 'start', looks: ['bold'] },
    ]);
  });

  it('has no colour of its own choosing', () => {
    expect(runsOf(`${ESC}[38;2;1;2;3mx${ESC}[0m`)).toEqual([{ text: 'x', looks: [] }]);
  });

  it('loses no text and shows no control character', () => {
    expect(
      runsOf(`a\u0007${ESC}[2Kb\tc`)
        .map(({ text }) => text)
        .join(''),
    ).toBe('ab\tc');
    expect(plainText(`${ESC}[32mok${ESC}[0m`)).toBe('ok');
  });

  it('that is text and no markup stays text', () => {
    expect(runsOf('<b>&amp;</b>')).toEqual([{ text: '<b>&amp;</b>', looks: [] }]);
    expect(runsOf(`${ESC}[31m<b>&amp;</b>`)).toEqual([{ text: '<b>&amp;</b>', looks: ['red'] }]);
  });

  it('of megabytes is cut, and says how much is missing', () => {
    expect(runsOf('x'.repeat(5_000))[0]?.text).toMatch(/ … 1000 more characters$/);
  });
});
