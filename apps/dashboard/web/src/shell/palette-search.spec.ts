import { foundFor } from './palette-search.js';

const find = (label: string, hint = 'Service on local') => ({ label, hint });
const finds = [find('Restart web', 'Plan, local'), find('web'), find('db'), find('Services', 'Page')];
const labels = (text: string) => foundFor(finds, text).map(({ label }) => label);

describe('the palette', () => {
  it('offers everything before anything is typed', () => {
    expect(labels('  ')).toHaveLength(4);
  });

  it('finds by all words, in any case and order, in the name or what it is', () => {
    expect(labels('local WEB')).toEqual(['Restart web', 'web']);
  });

  it('has what begins like the text first', () => {
    expect(labels('web')).toEqual(['web', 'Restart web']);
  });
});
