import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

x509.cryptoProvider.set(webcrypto as never);

export interface Identity {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** issueAuthority makes a CA of its own. */
export async function issueAuthority(name: string): Promise<Identity> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return { certificate, keys };
}

/** issue makes a certificate for `host` that `authority` signs and that is valid until `notAfter`. */
export async function issue(
  authority: Identity,
  host: string,
  notAfter = new Date(Date.now() + DAY_MS),
): Promise<Identity> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${host}`,
    issuer: authority.certificate.subject,
    notBefore: new Date(Date.now() - 2 * DAY_MS),
    notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
  });
  return { certificate, keys };
}

export const YESTERDAY = () => new Date(Date.now() - DAY_MS);

/** writeIdentity writes `<name>.pem` and `<name>.key` into the folder. */
export async function writeIdentity(
  folder: string,
  name: string,
  { certificate, keys }: Identity,
): Promise<void> {
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  await writeFile(join(folder, `${name}.key`), x509.PemConverter.encode(key, 'PRIVATE KEY'));
  await writeFile(join(folder, `${name}.pem`), certificate.toString('pem'));
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
