import { acceptedCoding } from './accepted-coding.js';

describe('the form that a browser accepts', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['identity', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %s', (header, coding) => {
    expect(acceptedCoding(header)).toBe(coding);
  });
});
