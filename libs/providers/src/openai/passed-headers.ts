import type { UpstreamHeaders } from '../transport/upstream-headers.js';

const PASSED = /^(?:x-ratelimit-.+|x-compute-.+|openai-processing-ms|retry-after)$/;

/** passedHeaders picks the upstream's headers that are meant for the client; one sent twice is joined by a comma. */
export function passedHeaders(headers: UpstreamHeaders): Record<string, string> {
  const passed: Record<string, string> = {};
  headers.forEach((name, value) => {
    if (PASSED.test(name)) passed[name] = name in passed ? `${passed[name]}, ${value}` : value;
  });
  return passed;
}
