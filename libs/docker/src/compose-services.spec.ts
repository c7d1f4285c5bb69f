import { parse } from 'yaml';
import { imageOverride } from './compose-override.js';
import { configuredServices } from './compose-services.js';

const read = (text: string) => configuredServices(text)?.get('web');

describe('what compose says of a service', () => {
  it('is its image, its labels and what it depends on', () => {
    const web = read(`
services:
  web:
    image: web:1
    labels: { switchyard.protected: 'true', tier: 2 }
    depends_on: { db: { condition: service_healthy } }
    network_mode: service:vpn`);
    expect(web).toEqual({
      image: 'web:1',
      labels: { 'switchyard.protected': 'true', tier: '2' },
      dependsOn: ['db', 'vpn'],
      replicas: 1,
      protected: true,
      asksGpu: false,
    });
  });

  it('may list labels and dependencies instead', () => {
    const web = read(
      "services: { web: { build: ., labels: ['a=b=c', switchyard.protected=true], depends_on: [db] } }",
    );
    expect(web).toMatchObject({ image: undefined, labels: { a: 'b=c' }, dependsOn: ['db'], protected: true });
  });

  it.each([
    ['scale: 3', 3],
    ['deploy: { replicas: 0 }', 0],
    ['ports: []', 1],
  ])('with "%s" wants %d containers', (line, replicas) => {
    expect(read(`services: { web: { image: a, ${line} } }`)?.replicas).toBe(replicas);
  });

  it.each(['', '- a', 'services: 3', 'services: {', '{"a":1}'])('cannot be read from %j', (text) => {
    expect(configuredServices(text)).toBeUndefined();
  });
});

it('an override names images alone, and the version of the files that it is laid over', () => {
  const images = new Map([
    ['web', 'sha256:0'],
    ['on', 'b:1'],
  ]);
  expect(parse(imageOverride(images, '2.4'))).toEqual({
    version: '2.4',
    services: { web: { image: 'sha256:0' }, on: { image: 'b:1' } },
  });
  expect(parse(imageOverride(images, undefined))).not.toHaveProperty('version');
  expect(imageOverride(new Map([['a', 'b']]), '3')).toContain('version: "3"');
});
