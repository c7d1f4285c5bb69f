/** What the Go program and 1.29 say last when they do not reach the engine, or lose it while they wait for an answer. */
const LOST = [
  /error during connect|Cannot connect to the Docker daemon|Couldn't connect to Docker daemon/,
  /Connection aborted|Remote end closed|unexpected EOF|connection reset|broken pipe|Broken pipe/,
  /Read timed out|i\/o timeout|HTTP request took too long|SSL error:/,
];
/** An answer of the proxy alone, when nobody is behind it: it has no words, so 1.29 has none after its colon. */
const GATEWAY = [
  /request returned (?:Bad Gateway|Service Unavailable|Gateway Time-?out) for API route/i,
  /Cannot [a-z ]+ for service [^\s:]+:\s*(?:Encountered|$)|Cannot (?:start|stop) service [^\s:]+:\s*(?:Encountered|$)/,
];

/** wasCutOff tells by Compose's last words that it lost its engine, so that what it asked last may have been done. */
export function wasCutOff(complaint: string): boolean {
  return [...LOST, ...GATEWAY].some((words) => words.test(complaint));
}
