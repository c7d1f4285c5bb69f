import type { ServiceContainer } from '@app/docker';
import fc from 'fast-check';
import { upSteps } from './up-steps.js';
import { labelsOf, type WantedService } from './wanted-service.js';

const IMAGE = `sha256:${'1'.repeat(64)}`;
const OTHER_IMAGE = `sha256:${'2'.repeat(64)}`;

function wanted(parts: Partial<WantedService> = {}): WantedService {
  return {
    service: 'web',
    image: 'web:1',
    imageId: IMAGE,
    configHash: 'hash',
    acceptedHashes: ['hash'],
    replicas: 1,
    generation: 1,
    ...parts,
  };
}

function container(parts: Partial<ServiceContainer> = {}): ServiceContainer {
  return {
    id: 'a'.repeat(64),
    name: 'main_web_1',
    state: 'running',
    health: undefined,
    image: 'web:1',
    imageId: IMAGE,
    imageDigest: undefined,
    configHash: 'hash',
    composeVersion: '1.29.2',
    ports: [],
    restartCount: 0,
    exitCode: 0,
    startedAt: '2026-11-01T10:00:00Z',
    leftOver: false,
    ...parts,
  };
}

const effects = (service: WantedService, containers: readonly ServiceContainer[]) =>
  upSteps(service, containers).map(({ effect, container: id }) => [effect, id]);

describe('what up does to a container', () => {
  it.each([
    ['none', 'is as wanted', {}],
    ['none', 'is paused', { state: 'paused' }],
    ['start', 'is stopped', { state: 'exited' }],
    ['recreate', 'was made from other files', { configHash: 'other' }],
    ['recreate', 'was not made by Compose', { configHash: undefined }],
    ['recreate', 'runs another image by the same name', { imageId: OTHER_IMAGE }],
    ['recreate', 'is stopped and obsolete', { state: 'exited', configHash: 'other' }],
  ])('is %s when it %s', (effect, _, parts) => {
    expect(upSteps(wanted(), [container(parts)])).toMatchObject([{ effect }]);
  });

  it('says what it would become, where that is something else', () => {
    const [step] = upSteps(wanted(), [container({ configHash: 'other' })]);
    expect(step).toMatchObject({
      config_hash: 'other',
      wanted: { image: 'web:1', image_id: IMAGE, config_hash: 'hash' },
    });
    expect(upSteps(wanted(), [container()])[0]?.wanted).toBeNull();
  });

  it('is a creation when there is none, and the image may still be missing', () => {
    expect(upSteps(wanted({ imageId: undefined, configHash: undefined }), [])).toMatchObject([
      { effect: 'create', container: null, wanted: { image_id: null, config_hash: null } },
    ]);
  });
});

describe('after a recreation that was cut off', () => {
  const fresh = container({ id: 'f'.repeat(64) });
  const old = container({ id: '0'.repeat(64), configHash: 'other' });
  const named = (one: ServiceContainer) => ({ ...one, name: 'aaaaaaaaaaaa_main_web_1', leftOver: true });

  it('1.29 drops the new one that never ran and recreates the old', () => {
    const unborn = { ...fresh, state: 'created' };
    expect(effects(wanted(), [unborn, named(old)])).toEqual([
      ['recreate', old.id],
      ['stop', fresh.id],
    ]);
  });

  it('1.29 drops the old one when the new one runs', () => {
    expect(effects(wanted(), [fresh, named(old)])).toEqual([
      ['none', fresh.id],
      ['stop', old.id],
    ]);
  });

  it('the Go compose keeps the new one by its passing name', () => {
    expect(effects(wanted({ generation: 2 }), [old, named(fresh)])).toEqual([
      ['none', fresh.id],
      ['stop', old.id],
    ]);
  });
});

it('1.29 recreates all of several containers when one has to be, the Go compose that one alone', () => {
  const two = [container(), container({ id: 'b'.repeat(64), name: 'main_web_2', configHash: 'other' })];
  expect(effects(wanted({ replicas: 2 }), two).map(([effect]) => effect)).toEqual(['recreate', 'recreate']);
  expect(effects(wanted({ replicas: 2, generation: 2 }), two).map(([effect]) => effect)).toEqual([
    'none',
    'recreate',
  ]);
});

it('whatever is there, each container has one step and the wanted number stays or comes', () => {
  const someContainer = fc.record({
    state: fc.constantFrom('running', 'exited', 'created', 'paused', 'restarting', 'dead'),
    imageId: fc.constantFrom(IMAGE, OTHER_IMAGE),
    configHash: fc.constantFrom('hash', 'other', undefined),
    leftOver: fc.boolean(),
  });
  const asked = fc.record({ replicas: fc.nat(4), generation: fc.constantFrom<1 | 2>(1, 2) });
  fc.assert(
    fc.property(asked, fc.array(someContainer, { maxLength: 5 }), (parts, given) => {
      const containers = given.map((each, index) =>
        container({ ...each, id: String(index).repeat(64), name: `main_web_${index + 1}` }),
      );
      const steps = upSteps(wanted(parts), containers);
      const ids = steps.map(({ container: id }) => id).filter((id) => id !== null);
      expect(ids.toSorted()).toEqual(containers.map(({ id }) => id));
      expect(steps.filter(({ effect }) => effect !== 'stop')).toHaveLength(parts.replicas);
      for (const { effect, image_id, config_hash } of steps) {
        if (effect === 'none' || effect === 'start') expect([image_id, config_hash]).toEqual([IMAGE, 'hash']);
      }
    }),
  );
});

describe('the label that a container would get', () => {
  const hashes = new Map([['web', 'whole']]);

  it('is the hash of the files, and either hash is left as it is where up writes another', () => {
    const of = { version: '2.26.1', generation: 2, hashes, alone: new Map([['web', 'alone']]) } as const;
    expect(labelsOf('web', IMAGE, of)).toEqual({ configHash: 'alone', acceptedHashes: ['alone', 'whole'] });
    const { alone: _, ...later } = of;
    expect(labelsOf('web', IMAGE, later)).toEqual({ configHash: 'whole', acceptedHashes: ['whole'] });
  });

  it('cannot be told by 1.29 while the image is missing, which it hashes too', () => {
    const of = { version: '1.29.2', generation: 1, hashes } as const;
    expect(labelsOf('web', undefined, of)).toEqual({ configHash: undefined, acceptedHashes: [] });
  });
});
