import type { ContainerSetup } from '@app/docker';
import {
  countWords,
  cpuWords,
  deviceWords,
  isOwnLabel,
  memoryWords,
  mountWords,
  pairOf,
  portWords,
  trimmed,
} from './field-words.js';
import { joined, mapOf, wordsText, type SetupFields } from './setup-fields.js';

/** Modes in which a container has no networks of its own to name. */
const MODES = new Set(['host', 'none', 'bridge', 'default']);

/** runningFields is what a container was made with. `directory` is that of its project. */
export function runningFields(setup: ContainerSetup, directory: string): SetupFields {
  const pairs = setup.env.map(pairOf).filter((pair) => pair !== undefined);
  return {
    image: mapOf([
      ['name', setup.image],
      ['id', shortId(setup.imageId)],
    ]),
    command: mapOf([['', wordsText(setup.command)]]),
    entrypoint: mapOf([['', wordsText(setup.entrypoint)]]),
    environment: new Map(pairs),
    ports: joined(
      setup.ports.map(({ container, address, host }) => [container, portWords(address, host)] as const),
    ),
    mounts: mapOf(setup.mounts.map((mount) => [trimmed(mount.target), mountWords(mount, directory)])),
    networks: networksOf(setup),
    limits: limitsOf(setup),
    restart: mapOf([['', setup.restart]]),
    user: mapOf([
      ['name', setup.user],
      ['folder', setup.workingDir],
    ]),
    labels: new Map(Object.entries(setup.labels).filter(([name]) => !isOwnLabel(name))),
  };
}

/** shortId tells images apart by the digits that people compare. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

function networksOf({ networkMode, networks }: ContainerSetup): ReadonlyMap<string, string> {
  if (networkMode.startsWith('container:')) return new Map([['mode', 'of another container']]);
  if (MODES.has(networkMode)) return new Map([['mode', networkMode]]);
  return new Map(networks.map((name) => [name, 'joined']));
}

function limitsOf({ memory, nanoCpus, pids, devices }: ContainerSetup): ReadonlyMap<string, string> {
  return mapOf([
    ['memory', memoryWords(memory)],
    ['cpus', cpuWords(nanoCpus / 1e9)],
    ['processes', countWords(pids)],
    ['devices', deviceWords(devices)],
  ]);
}
