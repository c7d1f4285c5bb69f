import 'reflect-metadata';
import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { heldCertificate, inPlaceOf } from './held-certificate.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const FROM = Date.parse('2026-09-01T00:00:00Z');
const UNTIL = Date.parse('2026-11-30T00:00:00Z');

async function certificate(name: string): Promise<X509Certificate> {
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    notBefore: new Date(FROM),
    notAfter: new Date(UNTIL),
    signingAlgorithm: ALGORITHM,
    keys: await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']),
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'gpu.example.lan' }])],
  });
  return new X509Certificate(Buffer.from(made.rawData));
}

beforeAll(() => x509.cryptoProvider.set(webcrypto as never));

describe('a certificate that is held', () => {
  it('has its term, its subject on one line, and the SHA-256 of its DER', async () => {
    const one = await certificate('C=DE, O="Example, Inc.", CN=gpu');
    const digest = createHash('sha256').update(one.raw).digest('hex').toUpperCase();
    expect(heldCertificate(one)).toEqual({
      notBefore: FROM,
      notAfter: UNTIL,
      subject: 'C=DE, O=Example\\, Inc., CN=gpu',
      fingerprint: digest.match(/../g)?.join(':'),
      changedAt: undefined,
    });
  });

  it('is called by its alternative names when it has no subject', async () => {
    expect(heldCertificate(await certificate('')).subject).toBe('DNS:gpu.example.lan');
  });

  it('tells no more of a long subject than fits a page, and shows that it was cut', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `OU=${'unit'.repeat(8)}${at}`).join(', ');
    const { subject } = heldCertificate(await certificate(names));
    expect(subject).toHaveLength(256);
    expect(subject.endsWith('…')).toBe(true);
  });
});

describe('a certificate in the place of another', () => {
  it('changed when it was seen; seen again it keeps that time, and so does the first one', async () => {
    const [first, second] = [await certificate('CN=gpu'), await certificate('CN=gpu')].map(heldCertificate);
    if (!first || !second) throw new Error('two were made');
    expect(inPlaceOf(undefined, first, 1)).toEqual(first);
    expect(inPlaceOf(first, { ...first }, 2).changedAt).toBeUndefined();
    const changed = inPlaceOf(first, second, 3);
    expect(changed).toEqual({ ...second, changedAt: 3 });
    expect(inPlaceOf(changed, second, 4).changedAt).toBe(3);
  });
});
