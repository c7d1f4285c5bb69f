import fc from 'fast-check';
import type { ErrorCategory } from '../contract/index.js';
import { analyzeErrors } from './analyze-errors.js';

function categoriesOf(text: string): string[] {
  return Object.keys(analyzeErrors([{ kind: 'text', text }]).sample_lines);
}

describe('a line that tells of an error', () => {
  it.each<[string, ErrorCategory[]]>([
    ['CUDA out of memory. Tried to allocate 2.00 GiB', ['oom']],
    ['torch.OutOfMemoryError: allocation failed', ['oom']],
    ['# OOM during training step, skipping batch 1/3 #', ['oom']],
    ['got an OOM!', ['oom']],
    ['Traceback (most recent call last):', ['traceback']],
    ['During handling of the above exception, another exception occurred:', ['traceback']],
    ['websockets.WebSocketException: closed', ['traceback']],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'x'", ['io']],
    ['permission denied', ['io']],
    ['requests.exceptions.ReadTimeout: gave up', ['network']],
    ['the request timed out', ['network']],
    ['ssl.SSLError: handshake failed', ['network']],
    ['TLS handshake', ['network']],
    ['loss is nan', ['numerical']],
    ['Prior loss is NaN', ['numerical']],
    ['grad=-inf', ['numerical']],
    ['overflow in the scaler', ['numerical']],
    ['Error running job: it broke', ['generic_error']],
    ['error: permission denied', ['io', 'generic_error']],
  ])('is told apart: %s', (text, categories) => {
    expect(categoriesOf(text).sort()).toEqual([...categories].sort());
  });
});

describe('a harmless line', () => {
  const HARMLESS = [
    'finance info bedroom zoom lossless banana nanometer infinite-jest inference mirror terror',
    'exceptional work with the exception of one file',
    'timeout: 30, read_timeout=600',
    'finished with 0 errors and no exceptions, without error',
    'reading /data/oom/nan.png and error.log in C:\\ssl\\dns',
    'the non-nan mask and the room-oom set, stackoverflow.com',
    'Saved checkpoint to /out/oom error/oom error.safetensors',
    '# Running job: nan oom ssl error',
    'Dataset: /data/ssl traceback',
  ];

  it.each(HARMLESS)('counts for nothing: %s', (text) => {
    expect(categoriesOf(text)).toEqual([]);
  });

  it('stays harmless however its words are arranged and written', () => {
    const words = fc.constantFrom(
      'finance',
      'info',
      'bedroom',
      'zoom',
      'lossless',
      'banana',
      'nano',
      'infer',
      'mirror',
    );
    const cased = fc.tuple(words, fc.boolean()).map(([word, upper]) => (upper ? word.toUpperCase() : word));
    const separators = fc.constantFrom(' ', ', ', '/', '-', '_', ': ', '=', '. ');
    fc.assert(
      fc.property(fc.array(fc.tuple(cased, separators)), (pairs) => {
        expect(categoriesOf(pairs.flat().join(''))).toEqual([]);
      }),
    );
  });
});

describe('the errors of a log', () => {
  const lines = (texts: readonly string[]) => texts.map((text) => ({ kind: 'text' as const, text }));

  it('name the most frequent kind', () => {
    const found = analyzeErrors(lines(['error: a', 'error: b', 'dns']));
    expect(found).toMatchObject({
      total_mentions: 3,
      dominant_category: 'generic_error',
      severity: 'warning',
    });
  });

  it('show up to three lines of each kind, and no endless ones', () => {
    const found = analyzeErrors(lines(Array.from({ length: 5 }, () => `error ${'x'.repeat(2000)}`)));
    expect(found.sample_lines.generic_error?.map((line) => line.length)).toEqual([300, 300, 300]);
  });
});
