// node healthcheck.mjs VARIABLE [DEFAULT]: exits 0 when the app in this container answers /health, else 1. The variable
// holds its port, or the path of its socket.
import { get } from 'node:http';

const [, , name = '', fallback = ''] = process.argv;
const place = process.env[name] || fallback;
const target = place.startsWith('/') ? { socketPath: place } : { host: '127.0.0.1', port: place };
get({ ...target, path: '/health', signal: AbortSignal.timeout(2500) }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1);
}).on('error', () => process.exit(1));
