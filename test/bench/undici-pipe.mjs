// The floor: the least that a Node process can do between a client and an upstream. No keys, no routing, no log.
// It uses undici's lowest door, `dispatch`, and is plain JavaScript so that type stripping costs it nothing.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [upstream = '', port] = process.argv.slice(2);
const pool = new Pool(upstream, { headersTimeout: 0, bodyTimeout: 0 });

function forward(req, res, body) {
  const { host: _host, connection: _connection, ...headers } = req.headers;
  let call;
  res.once('close', () => call?.abort(new Error('The client went away')));
  pool.dispatch(
    { method: req.method, path: req.url, headers, body },
    {
      onRequestStart: (started) => void (call = started),
      onResponseStart: (_, status, fields) => void res.writeHead(status, fields),
      onResponseData: (_, chunk) => void (res.write(chunk) || pause(call, res)),
      onResponseEnd: () => void (res.end(), (call = undefined)),
      onResponseError: () => void res.destroy(),
    },
  );
}

function pause(call, res) {
  call.pause();
  res.once('drain', () => call.resume());
}

const server = createServer((req, res) => {
  const parts = [];
  req.on('data', (part) => parts.push(part));
  req.on('end', () => forward(req, res, parts.length > 0 ? Buffer.concat(parts) : null));
});
server.listen(Number(port), '127.0.0.1');
process.once('disconnect', () => process.exit(0));
