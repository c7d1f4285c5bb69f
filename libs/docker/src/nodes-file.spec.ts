import { parseYaml } from '@app/config';
import { nodeNamed, nodesOf } from './docker-node.js';
import { nodesFile } from './nodes-file.js';

const COMPOSE = '{ project: main, directory: /srv/main, files: [/srv/main/compose.yml] }';
const TLS = '{ ca_file: tls/ca.pem, cert_file: tls/worker.pem, key_file: /etc/worker.key }';
const read = (yaml: string) => nodesOf(parseYaml('nodes.yaml', yaml, nodesFile), '/config');

describe('nodes.yaml', () => {
  it('gives the local node the usual socket and protects the control plane', () => {
    const local = nodeNamed(read(`nodes: { local: { compose: ${COMPOSE} } }`), 'local');
    expect(local.engine).toEqual({ kind: 'local', socket: '/var/run/docker.sock' });
    expect(local.protectedServices).toContain('redis');
    expect(local.compose.files).toEqual(['/srv/main/compose.yml']);
  });

  it('takes remote nodes, whose certificates start at the folder of the configuration', () => {
    const { engine } = nodeNamed(
      read(`nodes: { gpu: { url: "https://gpu.lan:9443", tls: ${TLS}, compose: ${COMPOSE} } }`),
      'gpu',
    );
    const tls = { ca: '/config/tls/ca.pem', cert: '/config/tls/worker.pem', key: '/etc/worker.key' };
    expect(engine).toMatchObject({ kind: 'remote', url: 'https://gpu.lan:9443', tls });
  });

  it('may name no node at all', () => {
    expect(read('').size).toBe(0);
  });

  it('says that there is no node of a name', () => {
    expect(() => nodeNamed(read(''), '__proto__')).toThrow(
      expect.objectContaining({ code: 'node_not_found' }),
    );
  });

  it.each([
    [
      'a path that is relative',
      `local: { compose: { project: a, directory: srv, files: [/a] } }`,
      'directory',
    ],
    [
      'a compose project without files',
      `local: { compose: { project: a, directory: /a, files: [] } }`,
      'files',
    ],
    [
      'a project that is no name',
      `local: { compose: { project: -x, directory: /a, files: [/a] } }`,
      'project',
    ],
    ['plain http', `gpu: { url: "http://gpu.lan", tls: ${TLS}, compose: ${COMPOSE} }`, 'url'],
    ['a path in the url', `gpu: { url: "https://gpu.lan/x", tls: ${TLS}, compose: ${COMPOSE} }`, 'url'],
    ['a remote node without TLS', `gpu: { url: "https://gpu.lan", compose: ${COMPOSE} }`, 'tls'],
    ['a socket of a remote node', `gpu: { socket: /a, compose: ${COMPOSE} }`, 'url'],
    ['a field that is unknown', `local: { compose: ${COMPOSE}, host: x }`, 'host'],
    ['an id that is none', `"../x": { url: "https://gpu.lan", tls: ${TLS}, compose: ${COMPOSE} }`, 'nodes'],
  ])('refuses %s and names the field', (_, node, field) => {
    expect(() => read(`nodes: { ${node} }`)).toThrow(field);
  });
});
