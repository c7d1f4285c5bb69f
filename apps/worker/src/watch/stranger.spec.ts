import { createPrivateKey, X509Certificate } from 'node:crypto';
import { makeStranger } from './stranger.js';

describe('a stranger', () => {
  const { cert, key } = makeStranger();
  const certificate = new X509Certificate(cert);

  it('has a certificate that it signed itself, for its own key', () => {
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect([certificate.subject, certificate.issuer]).toEqual(['CN=stranger', 'CN=stranger']);
  });

  it('is valid at any time, so that only its issuer is wrong', () => {
    expect(certificate.validFromDate.getTime()).toBe(0);
    expect(certificate.validToDate.toISOString()).toBe('9999-12-31T23:59:59.000Z');
  });

  it('is another one each time', () => {
    expect(makeStranger().key).not.toBe(key);
  });
});
