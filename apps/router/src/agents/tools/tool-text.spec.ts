import fc from 'fast-check';
import { clipped, toolText } from './tool-text.js';

const said = (text: string) => ({ type: 'text', text });

describe('the text of a result', () => {
  it('has all texts, and a word for what is none', () => {
    const content = [
      said('one'),
      { type: 'image', mimeType: 'image/png', data: 'AAAA' },
      { type: 'resource', resource: { uri: 'a:b', text: 'two' } },
      { type: 'resource_link', uri: 'c:d', name: 'link' },
    ];
    expect(toolText({ content })).toBe(
      'one\n[image image/png of 3 bytes, which is no text]\ntwo\n[resource c:d]',
    );
  });

  it('has structured content once, whether or not a text repeats it', () => {
    const structuredContent = { degrees: 21, city: 'Zürich' };
    const json = JSON.stringify(structuredContent);
    expect(toolText({ content: [], structuredContent })).toBe(json);
    const spaced = JSON.stringify(structuredContent, undefined, 2);
    expect(toolText({ content: [said(spaced)], structuredContent })).toBe(spaced);
    expect(toolText({ content: [said('warm')], structuredContent })).toBe(`warm\n${json}`);
  });

  it('is cut where it is too long, says so, and never halves a character', () => {
    const long = toolText({ content: [said('x'.repeat(70_000))] });
    expect(long).toHaveLength(65_536 + '\n[cut off: 65536 of 70000 characters]'.length);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        (text, most) => {
          expect(clipped(text, most).isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
