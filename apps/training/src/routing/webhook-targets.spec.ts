import { shownTarget, WebhookTargets } from './webhook-targets.js';

const targets = (allowed: string[], privateHosts: string[] = []) =>
  new WebhookTargets({ allowed, privateHosts });
const taken = async (rules: WebhookTargets, url: string) =>
  rules.target(url).then(
    () => 'taken',
    (error: { code: string }) => error.code,
  );

describe('the targets of webhooks', () => {
  it('are none when nothing is allowed', async () => {
    await expect(targets([]).target('https://hooks.example.com/')).rejects.toMatchObject({
      code: 'webhooks_off',
    });
  });

  it.each([
    ['hooks.example.com', 'https://hooks.example.com/any/path?q=1', 'taken'],
    ['hooks.example.com', 'https://HOOKS.example.com:443/', 'taken'],
    ['hooks.example.com', 'http://hooks.example.com/', 'webhook_not_allowed'],
    ['hooks.example.com', 'https://hooks.example.com:8443/', 'webhook_not_allowed'],
    ['hooks.example.com:8443', 'https://hooks.example.com:8443/', 'taken'],
    ['hooks.example.com', 'https://other.example.com/', 'webhook_not_allowed'],
    ['hooks.example.com', 'https://hooks.example.com.evil.example/', 'webhook_not_allowed'],
    ['http://hooks.example.com', 'http://hooks.example.com/a', 'taken'],
    ['https://hooks.example.com/team', 'https://hooks.example.com/team/a', 'taken'],
    ['https://hooks.example.com/team', 'https://hooks.example.com/team', 'taken'],
    ['https://hooks.example.com/team', 'https://hooks.example.com/teammates', 'webhook_not_allowed'],
    ['https://hooks.example.com/team', 'https://hooks.example.com/team/../admin', 'webhook_not_allowed'],
    ['https://hooks.example.com/team', 'https://hooks.example.com/team/%2e%2e/admin', 'webhook_not_allowed'],
    ['hooks.example.com', 'https://user:secret@hooks.example.com/', 'invalid_argument'],
    ['hooks.example.com', 'hooks.example.com', 'invalid_argument'],
    ['hooks.example.com', 'file:///etc/passwd', 'webhook_not_allowed'],
  ])('%s allows %s: %s', async (rule, url, expected) => {
    expect(await taken(targets([rule]), url)).toBe(expected);
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '192.168.1.1',
    '172.16.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[fd00::1]',
    '[fe80::1]',
    'localhost',
    '2130706433',
    '0x7f.1',
  ])('are never at %s, though the host is allowed', async (host) => {
    expect(await taken(targets([host]), `https://${host}/`)).toBe('webhook_not_allowed');
  });

  it.each(['127.0.0.1', '[::1]', 'localhost', 'hooks.lan'])(
    'may be at %s when it is named as private',
    async (host) => {
      expect(await taken(targets([host], [host]), `https://${host}/`)).toBe('taken');
      expect(await taken(targets(['other.example'], [host]), `https://${host}/`)).toBe('webhook_not_allowed');
    },
  );

  it.each([
    'a b',
    'ftp://hooks.example.com',
    'https://user@hooks.example.com/',
    'hooks.example.com/a',
    '*.example.com',
    '',
  ])('refuse a rule that is none when the server starts: %j', (rule) => {
    expect(() => targets([rule])).toThrow('TRAINING_WEBHOOK_ALLOW');
  });

  it('show nothing of what may be secret', () => {
    expect(shownTarget(new URL('https://hooks.example.com/T0/secret?key=secret'))).toBe(
      'https://hooks.example.com/…',
    );
    expect(shownTarget(new URL('https://hooks.example.com'))).toBe('https://hooks.example.com');
  });
});
