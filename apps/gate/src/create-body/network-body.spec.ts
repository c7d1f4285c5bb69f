import type { JsonValue } from '@app/kernel';
import { gatePolicy } from '../policy/gate-policy.js';
import { connectBody, disconnectBody, networkBody } from './network-body.js';
import { volumeBody } from './volume-body.js';

const policy = gatePolicy.parse({ project: 'models', volumes: true });
const ID = 'ab'.repeat(32);
const Labels = { 'com.docker.compose.project': 'models', 'com.docker.compose.network': 'default' };
const network = { Name: 'models_default', Labels };
const volume = { Name: 'models_weights', Labels };
const empty = { Driver: '', Scope: '', IPAM: null, Ingress: false, ConfigOnly: false, ConfigFrom: null };

describe('a network', () => {
  it('of the project is a bridge whose name nobody else has', () => {
    const sent = networkBody(policy, { ...network, ...empty, Options: null, CheckDuplicate: false });
    expect(sent).toEqual({ ...network, Driver: '', CheckDuplicate: true });
  });

  it.each<[string, Record<string, JsonValue>]>([
    ['Name', { Name: 'host' }],
    ['Name', { Name: 'a/b' }],
    ['Labels', { Labels: { ...Labels, 'com.docker.compose.project': 'switchyard' } }],
    ['Labels', { Labels: null }],
    ['Driver', { Driver: 'macvlan' }],
    ['Options', { Options: { 'com.docker.network.bridge.name': 'docker0' } }],
    ['IPAM.Config', { IPAM: { Config: [{ Subnet: '0.0.0.0/1' }] } }],
    ['IPAM.Driver', { IPAM: { Driver: 'x' } }],
    ['Ingress', { Ingress: true }],
    ['ConfigFrom', { ConfigFrom: { Network: 'host' } }],
    ['Scope', { Scope: 'swarm' }],
  ])('that asks for more is refused by the field: %s %j', (field, change) => {
    expect(() => networkBody(policy, { ...network, ...change })).toThrow(` ${field}`);
  });

  it('is joined and left by a container that is named in full', () => {
    const EndpointConfig = { Aliases: ['web'] };
    expect(connectBody({ Container: ID, EndpointConfig }).body).toEqual({ Container: ID, EndpointConfig });
    expect(disconnectBody({ Container: ID })).toEqual({ container: ID, body: { Container: ID } });
    expect(() => connectBody({ Container: 'ops' })).toThrow(' Container');
    expect(() => disconnectBody({ container: ID })).toThrow(' container');
  });
});

describe('a volume', () => {
  it('of the project is a plain one', () => {
    expect(volumeBody(policy, { ...volume, Driver: 'local', DriverOpts: null })).toEqual({
      ...volume,
      Driver: 'local',
    });
  });

  it.each<[string, Record<string, JsonValue>]>([
    ['DriverOpts', { DriverOpts: { type: 'none', o: 'bind', device: '/' } }],
    ['driveropts', { driveropts: { device: '/' } }],
    ['Driver', { Driver: 'nfs' }],
    ['Name', { Name: '/etc' }],
    ['Labels', { Labels: {} }],
    ['ClusterVolumeSpec', { ClusterVolumeSpec: { Group: 'x' } }],
  ])('that asks for more is refused by the field: %s', (field, change) => {
    expect(() => volumeBody(policy, { ...volume, ...change })).toThrow(` ${field}`);
  });

  it('is refused where the policy allows none', () => {
    expect(() => volumeBody({ ...policy, volumes: false }, volume)).toThrow('allows no volumes');
  });
});
