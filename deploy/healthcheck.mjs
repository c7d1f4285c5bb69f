// node healthcheck.mjs PORT_VARIABLE: exits 0 when the app in this container answers /health, else 1.
const port = process.env[process.argv[2] ?? ''];
const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2500) });
process.exit(answer.ok ? 0 : 1);
