import { generateKeyPairSync, sign } from 'node:crypto';
import type { ClientIdentity } from '@app/docker';

/** DER tags (X.690, section 8). */
const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/** ecdsa-with-SHA256, RFC 5758, section 3.2, as a whole AlgorithmIdentifier. */
const ALGORITHM = Buffer.from('300a06082a8648ce3d040302', 'hex');
/** id-at-commonName, 2.5.4.3. */
const COMMON_NAME = Buffer.from('0603550403', 'hex');

/**
 * makeStranger makes a key and a certificate that it signed itself (RFC 5280, section 4.1; version 1, for it needs no
 * extension). It holds for ever, so that the one thing wrong with it is who signed it.
 */
export function makeStranger(): ClientIdentity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = toBeSigned(publicKey.export({ type: 'spki', format: 'der' }));
  const certificate = tlv(SEQUENCE, signed, ALGORITHM, bitString(sign('sha256', signed, privateKey)));
  return { cert: pem(certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function toBeSigned(publicKey: Buffer): Buffer {
  const attribute = tlv(SEQUENCE, COMMON_NAME, text(UTF8_STRING, 'stranger'));
  const name = tlv(SEQUENCE, tlv(SET, attribute));
  const validity = tlv(SEQUENCE, text(UTC_TIME, '700101000000Z'), text(GENERALIZED_TIME, '99991231235959Z'));
  const serial = tlv(INTEGER, Buffer.of(1));
  return tlv(SEQUENCE, serial, ALGORITHM, name, validity, name, publicKey);
}

function text(tag: number, content: string): Buffer {
  return tlv(tag, Buffer.from(content));
}

/** Before a bit string's bytes stands how many bits of the last one are unused. */
function bitString(content: Buffer): Buffer {
  return tlv(BIT_STRING, Buffer.of(0), content);
}

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), content]);
}

/** DER wants the shortest form (X.690, section 10.1); nothing here is longer than 65,535 bytes. */
function lengthOf({ length }: Buffer): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
