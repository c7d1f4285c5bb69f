import { AddressGuard, type Lookup } from './address-guard.js';

const resolving =
  (...addresses: string[]): Lookup =>
  (_host, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const lookup = (guard: AddressGuard, host: string) =>
  new Promise((resolve) =>
    guard.lookup(host, { all: true }, (error, addresses) => resolve(error?.name ?? addresses)),
  );

describe('the address guard', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
  ])('refuses a name that leads to %s, alone or beside a public address', async (address) => {
    expect(await lookup(new AddressGuard(new Set(), resolving(address)), 'evil.example')).toBe(
      'AddressRefused',
    );
    const mixed = new AddressGuard(new Set(), resolving('93.184.216.34', address));
    expect(await lookup(mixed, 'evil.example')).toBe('AddressRefused');
  });

  it.each(['93.184.216.34', '2606:2800:220:1::1', '172.32.0.1', '100.128.0.1'])(
    'lets a name lead to %s',
    async (address) => {
      const guard = new AddressGuard(new Set(), resolving(address));
      expect(await lookup(guard, 'good.example')).toMatchObject([{ address }]);
    },
  );

  it('lets names of the allow list, and localhost, lead anywhere', async () => {
    const guard = new AddressGuard(new Set(['tools.internal']), resolving('10.0.0.7'));
    expect(await lookup(guard, 'Tools.Internal')).toMatchObject([{ address: '10.0.0.7' }]);
    expect(await lookup(guard, 'localhost')).toMatchObject([{ address: '10.0.0.7' }]);
    expect(await lookup(guard, 'other.internal')).toBe('AddressRefused');
  });

  it('gives a socket that wants one address the first', async () => {
    const guard = new AddressGuard(new Set(), resolving('93.184.216.34'));
    const given = new Promise((resolve) =>
      guard.lookup('good.example', {}, (_error, address, family) => resolve([address, family])),
    );
    expect(await given).toEqual(['93.184.216.34', 4]);
  });

  it('takes private addresses that were written down as such, but none that is link-local', () => {
    const guard = new AddressGuard(new Set(['169.254.1.1']));
    for (const host of ['127.0.0.1', '[::1]', '192.168.1.7', 'name.example']) guard.check(host);
    for (const host of ['169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]', '[fd00:ec2::254]'])
      expect(() => guard.check(host)).toThrow('not public');
    expect(() => guard.check('169.254.1.1')).not.toThrow();
  });
});
