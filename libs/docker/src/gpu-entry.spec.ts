import { parseYaml } from '@app/config';
import { nodeNamed, nodesOf } from './docker-node.js';
import { nodesFile } from './nodes-file.js';

const COMPOSE = 'compose: { project: main, directory: /srv, files: [/srv/compose.yml] }';
const TLS = 'tls: { ca_file: ca.pem, cert_file: worker.pem, key_file: worker.key }';
const read = (entry: string, id: string) =>
  nodeNamed(nodesOf(parseYaml('nodes.yaml', `nodes: { ${id}: { ${entry} } }`, nodesFile), '/config'), id);
const local = (gpu: string) => read(`${COMPOSE}, ${gpu}`, 'local');
const remote = (gpu: string) => read(`url: "https://gpu.lan:9443", ${TLS}, ${COMPOSE}, ${gpu}`, 'gpu');

it("a node's GPUs are told of by a program or by an exporter", () => {
  expect(local('gpu: { nvidia_smi: true }').gpu).toEqual({ kind: 'nvidia_smi' });
  expect(local('gpu: { exporter: dcgm, url: "http://127.0.0.1:9400/metrics" }').gpu).toMatchObject({
    kind: 'exporter',
    exporter: 'dcgm',
  });
  const url = 'https://gpu.lan:8443/gpu/metrics';
  expect(remote(`gpu: { exporter: nvidia_gpu_exporter, url: "${url}" }`).gpu).toMatchObject({ url });
});

it('a node without that entry has no source, and a service no need', () => {
  expect(local('protected: []').gpu).toBeUndefined();
  expect(local('vram_mib: { vllm: 38000 }').vramMib).toEqual({ vllm: 38_000 });
});

it.each([
  ['a program on another machine', () => remote('gpu: { nvidia_smi: true }'), 'gpu'],
  ['another host than the node', () => remote('gpu: { exporter: dcgm, url: "https://evil.lan/m" }'), 'url'],
  ['no TLS', () => remote('gpu: { exporter: dcgm, url: "http://gpu.lan/m" }'), 'https'],
  ['a password', () => remote('gpu: { exporter: dcgm, url: "https://a:b@gpu.lan/m" }'), 'credentials'],
  ['a file', () => local('gpu: { exporter: dcgm, url: "file:///etc/passwd" }'), 'gpu'],
  ['another exporter', () => local('gpu: { exporter: rocm, url: "http://localhost/m" }'), 'gpu'],
  ['half a MiB', () => local('vram_mib: { vllm: 0.5 }'), 'vllm'],
])('%s is refused by name', (_what, open, named) => {
  expect(open).toThrow(named);
});
