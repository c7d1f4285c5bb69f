const PASSED = /^(?:x-ratelimit-.+|x-compute-.+|openai-processing-ms|retry-after)$/;

/** passedHeaders picks the upstream's headers that are meant for the client. */
export function passedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined && PASSED.test(name)) passed[name] = String(value);
  }
  return passed;
}
