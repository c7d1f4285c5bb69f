import { workerBroker } from '../../libs/mcp/src/broker/worker-broker.ts';

/** A router for tests that somebody kills: it borrows the streams of a server and holds them. */
const [address = '', token = '', server = ''] = process.argv.slice(2);

const stream = await workerBroker({ address, token })(server, {}, new AbortController().signal);
stream.resume();
// The test's end of the pipe closes with the test, however that ends.
process.stdin.resume().once('close', () => process.exit());
process.stdout.write('lent\n');
