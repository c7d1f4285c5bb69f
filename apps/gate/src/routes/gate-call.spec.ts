import { gateCall } from './gate-call.js';

const ID = 'ab'.repeat(32);

describe('the calls that the gate knows', () => {
  it.each([
    ['HEAD', '/_ping', 'composePing'],
    ['GET', '/version', 'composeVersion'],
    ['GET', '/v1.41/switchyard/gate', 'gate'],
    ['GET', '/v1.41/switchyard/disk', 'gateDisk'],
    ['GET', '/v1.41/containers/json?limit=-1&all=1&size=0&trunc_cmd=0&filters=%7B%7D', 'composeContainers'],
    ['GET', `/v1.41/images/images.example/a%40sha256:${ID}/json`, 'composeImage'],
    ['POST', '/v1.41/containers/create?name=models_web_1', 'createContainer'],
    ['POST', `/v1.41/containers/${ID}/rename?name=${'ab'.repeat(6)}_models-web-1`, 'renameContainer'],
    ['DELETE', `/v1.41/containers/${ID}?v=False&link=False&force=False`, 'removeContainer'],
    ['POST', '/v1.41/networks/models_default/connect', 'connectNetwork'],
    ['GET', '/v1.41/volumes/models_models', 'inspectVolume'],
  ])('have %s %s', (method, url, name) => expect(gateCall(method, url)?.name).toBe(name));

  it.each([
    ['POST', '/containers/create'],
    ['POST', '/v1.39/containers/create'],
    ['POST', '/v1.52/containers/create'],
    ['PUT', '/v1.41/containers/create'],
    ['POST', '/v1.41/containers/create/'],
    ['POST', '/v1.41//containers/create'],
    ['POST', '/v1.41/containers/create?fromImage=x'],
    ['POST', '/v1.41/containers/create?name=a&name=b'],
    ['POST', '/v1.41/containers/create?name=../b'],
    ['POST', '/v1.41/containers/create?na%6De=a'],
    ['POST', '/v1.41/containers/create?name=a#b'],
    ['DELETE', '/v1.41/containers/web'],
    ['DELETE', `/v1.41/containers/${ID}?link=1`],
    ['DELETE', `/v1.41/containers/${ID}/../x`],
    ['DELETE', '/v1.41/networks/models_default'],
    ['DELETE', '/v1.41/volumes/models_models'],
    ['DELETE', '/v1.41/images/a:1'],
    ['GET', '/v1.41/networks/..'],
    ['GET', '/v1.41/networks/a%2Fb'],
    ['GET', `/v1.41/containers/${ID}/archive?path=/`],
    ['GET', `/v1.41/containers/${ID}/export`],
    ['POST', `/v1.41/containers/${ID}/exec`],
    ['POST', `/v1.41/containers/${ID}/attach`],
    ['POST', `/v1.41/containers/${ID}/update`],
    ['POST', '/v1.41/build'],
    ['POST', '/v1.41/commit'],
    ['GET', '/v1.41/plugins'],
    ['POST', '/v1.41/swarm/init'],
    ['GET', '/info'],
    ['POST', '/v1.41/switchyard/disk'],
    ['GET', '/v1.41/switchyard/disk?path=/srv'],
    ['GET', '/v1.41/switchyard/disk/srv'],
    ['GET', '/switchyard/disk'],
  ])('have no %s %s', (method, url) => expect(gateCall(method, url)).toBeUndefined());

  it('take the parameters apart', () => {
    expect(gateCall('POST', `/v1.41/containers/${ID}/rename?name=a_1`)).toMatchObject({
      api: '/v1.41',
      parameters: { container: ID },
      query: new Map([['name', 'a_1']]),
    });
  });
});
