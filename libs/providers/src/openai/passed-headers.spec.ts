import { UpstreamHeaders } from '../transport/upstream-headers.js';
import { passedHeaders } from './passed-headers.js';

describe('the headers of an upstream that a client sees', () => {
  it('are its limits, its time and when to come back, and nothing else', () => {
    const pairs = ['server', 'x', 'retry-after', '3', 'set-cookie', 'y', 'openai-processing-ms', '12'];
    expect(passedHeaders(new UpstreamHeaders(pairs))).toEqual({
      'retry-after': '3',
      'openai-processing-ms': '12',
    });
  });

  it('are one list where they came on several lines', () => {
    const pairs = ['x-ratelimit-reset', '1s', 'date', 'today', 'x-ratelimit-reset', '2s'];
    expect(passedHeaders(new UpstreamHeaders(pairs))).toEqual({ 'x-ratelimit-reset': '1s, 2s' });
  });
});
