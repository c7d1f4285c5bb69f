import { sourceOf } from './apt-sources.ts';

const MIRROR = 'https://mirror.example/debian';

describe('the source of a suite', () => {
  it('is read from one-line files, past comments, source packages and other suites', () => {
    const text = [
      `# deb ${MIRROR}/comment stable main`,
      `deb-src ${MIRROR}/source stable main`,
      `deb ${MIRROR}/security stable-security main`,
      `deb ${MIRROR}/tools stable tools`,
      `deb [arch=amd64 signed-by=/keys/a.gpg] ${MIRROR} stable contrib main`,
    ].join('\n');
    const found = sourceOf('sources.list', text, 'stable');
    expect(found).toEqual({ uri: MIRROR, signedBy: '/keys/a.gpg' });
    expect(sourceOf('sources.list', text, 'old')).toBeUndefined();
  });

  it('may name no keyring', () => {
    expect(sourceOf('x.list', `deb\t${MIRROR}  stable  main`, 'stable')).toEqual({
      uri: MIRROR,
      signedBy: undefined,
    });
  });

  it('is read from stanzas, whatever the case and order of their fields', () => {
    const text = [
      `Types: deb\nURIs: ${MIRROR}/off\nSuites: stable\nComponents: main\nEnabled: no`,
      `Types: deb-src\nURIs: ${MIRROR}/source\nSuites: stable\nComponents: main`,
      `types: deb deb-src\n# a comment\nuris: ${MIRROR} ${MIRROR}/second\nsuites:\n old\n stable\nComponents: main contrib`,
    ].join('\n\n');
    expect(sourceOf('debian.sources', text, 'stable')).toEqual({ uri: MIRROR, signedBy: undefined });
    expect(sourceOf('debian.sources', text, 'stable-updates')).toBeUndefined();
  });

  it('keeps a key that is written out', () => {
    const key = '\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQ\n -----END PGP PUBLIC KEY BLOCK-----';
    const text = `Types: deb\nURIs: ${MIRROR}\nSuites: stable\nComponents: main\nSigned-By:${key}`;
    expect(sourceOf('debian.sources', text, 'stable')).toEqual({ uri: MIRROR, signedBy: key });
  });
});
