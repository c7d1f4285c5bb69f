import { wasCutOff } from './compose-cut-off.js';

const DOCS = 'https://docs.docker.com/engine/installation/';
const ROUTE = 'https://gpu.example.lan:9443/v1.41/containers/create?name=models-vllm-1';

it.each([
  [
    '1.29, whose call got no answer',
    `Couldn't connect to Docker daemon. You might need to install Docker: ${DOCS}`,
  ],
  [
    '1.29, whose call the proxy answered',
    'ERROR: for vllm  Cannot create container for service vllm:  Encountered errors',
  ],
  [
    '1.29 at a start',
    'ERROR: for vllm  Cannot start service vllm:  Encountered errors while bringing up the project.',
  ],
  [
    '1.29 that did not believe the certificate',
    'SSL error: HTTPSConnectionPool(host=…): Max retries exceeded',
  ],
  ['the plugin, whose call got no answer', `error during connect: Post "${ROUTE}": EOF`],
  [
    'the plugin, whose call the proxy answered',
    `request returned Bad Gateway for API route and version ${ROUTE}`,
  ],
  [
    'the plugin, when nobody listens',
    'Cannot connect to the Docker daemon at tcp://gpu.example.lan:9443. Is it running?',
  ],
])('%s has lost its engine', (_, words) => {
  expect(wasCutOff(words)).toBe(true);
});

it.each([
  [
    '1.29 that was refused',
    'ERROR: for vllm  Cannot create container for service vllm: The gate refuses Privileged',
  ],
  [
    'the plugin that was refused',
    'Error response from daemon: The gate refuses HostConfig.Privileged: it is never allowed',
  ],
  ['the plugin that the proxy refused', `request returned Forbidden for API route and version ${ROUTE}`],
  ['either of a file that is wrong', 'services.web.imag Additional property imag is not allowed'],
])('%s has not', (_, words) => {
  expect(wasCutOff(words)).toBe(false);
});
