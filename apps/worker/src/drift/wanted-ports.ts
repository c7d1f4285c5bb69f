import { isJsonObject, type JsonValue } from '@app/kernel';
import { objectOf, textOf } from './compose-values.js';
import { portWords } from './field-words.js';
import { joined } from './setup-fields.js';

type Port = readonly [container: string, words: string];

const SHORT =
  /^(?:(?:(?<address>\[[^\]]+\]|[\d.]+):)?(?<host>\d*):)?(?<container>\d+)(?:\/(?<protocol>tcp|udp|sctp))?$/;
const NUMBER = /^\d*$/;

/** wantedPorts reads both forms of ports; undefined when one of them is a range, which only Compose resolves. */
export function wantedPorts(given: JsonValue | undefined): ReadonlyMap<string, string> | undefined {
  if (given === undefined || given === null) return new Map();
  if (!Array.isArray(given)) return undefined;
  const ports = given.map((entry) => (isJsonObject(entry) ? longPort(entry) : shortPort(textOf(entry))));
  const told = ports.filter((port) => port !== undefined);
  return told.length < ports.length ? undefined : joined(told);
}

function longPort(entry: JsonValue): Port | undefined {
  const { target, published, protocol, host_ip: address } = objectOf(entry);
  if (!NUMBER.test(textOf(published)) || !NUMBER.test(textOf(target))) return undefined;
  return [`${textOf(target)}/${textOf(protocol) || 'tcp'}`, portWords(textOf(address), textOf(published))];
}

function shortPort(text: string): Port | undefined {
  const { address = '', host = '', container, protocol = 'tcp' } = SHORT.exec(text)?.groups ?? {};
  if (container === undefined) return undefined;
  return [`${container}/${protocol}`, portWords(address.replace(/^\[|\]$/g, ''), host)];
}
