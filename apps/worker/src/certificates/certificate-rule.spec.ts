import type { HeldCertificate, NodeCertificates } from '@app/docker';
import type { Change, Rollout } from '@app/jobs';
import { CertificateRule } from './certificate-rule.js';
import type { Timed } from './longest-time.js';

const NOW = Date.parse('2026-11-22T05:00:00Z');
const HOUR_MS = 3_600_000;
const rule = new CertificateRule({ now: () => NOW, monotonic: () => 0 });

const held = (hours: number): HeldCertificate => ({
  notBefore: NOW - 90 * 24 * HOUR_MS,
  notAfter: NOW + hours * HOUR_MS,
  subject: 'CN=x',
  fingerprint: 'AA',
  changedAt: undefined,
});
/** Hours for which each certificate still holds. */
const holding = ({ client = 99, ca = 99, server = 99 } = {}): NodeCertificates => ({
  client: held(client),
  ca: held(ca),
  server: held(server),
});
const rollout = (seconds: number): Rollout => ({ images: {}, pull: 'always', health_timeout_sec: seconds });
const wanted = (action: Change, seconds = 300): Timed =>
  action === 'deploy' || action === 'rollback' ? { action, rollout: rollout(seconds) } : { action };
const refuse = (certificates: NodeCertificates, asked = wanted('pull')) =>
  rule.refuseShort('gpu', certificates, asked);

describe('a long change', () => {
  it.each<[Change, number, boolean]>([
    ['pull', 0.99, true],
    ['pull', 1, false],
    ['up', 0.99, true],
    ['up', 1, false],
    ['deploy', 3.16, true],
    ['deploy', 3.17, false],
    ['rollback', 3.16, true],
  ])('%s with %d h left is refused: %s', (action, client, isRefused) => {
    const refused = () => refuse(holding({ client }), wanted(action));
    if (isRefused) expect(refused).toThrow(expect.objectContaining({ code: 'node_certificate_expiring' }));
    else expect(refused).not.toThrow();
  });

  it('that is given more time for health needs twice as much more, for its way back', () => {
    const certificates = holding({ client: 4 });
    expect(() => refuse(certificates, wanted('deploy', 1_800))).not.toThrow();
    expect(() => refuse(certificates, wanted('deploy', 1_801))).toThrow();
  });

  it('needs no time to fetch any more once it has fetched', () => {
    const asked = wanted('deploy', 1_800);
    expect(() => rule.refuseShort('gpu', holding({ client: 3 }), asked, 'after_fetch')).not.toThrow();
    expect(() => rule.refuseShort('gpu', holding({ client: 2.9 }), asked, 'after_fetch')).toThrow();
  });

  it.each([
    ['client', 'the worker\'s certificate for the node "gpu"', '"mv new.pem worker.pem"'],
    ['server', 'the server certificate of the node "gpu"', '"systemctl reload caddy"'],
    ['ca', 'the CA certificate for the node "gpu"', 'take the old one out'],
  ])('is refused by the end of the %s, in words that name it and what to do', (kind, whose, cure) => {
    const message = messageOf(() => refuse(holding({ [kind]: 0.5 })));
    expect(message).toContain(`${whose} ends at 2026-11-22T05:30:00.000Z, and pull may take 1 h`);
    expect(message).toContain(cure);
  });

  it('names the first of several that end, and how long it may take itself', () => {
    const message = messageOf(() => refuse(holding({ client: 2, server: 1 }), wanted('deploy')));
    expect(message).toMatch(/^the server certificate .* and deploy may take 3 h 10 min; renew it first/);
  });

  it('is not refused by an old authority that has ended, when the node was reached all the same', () => {
    expect(() => refuse(holding({ ca: -1 }))).not.toThrow();
  });

  it('is warned of when the certificate of the server is not known', () => {
    const unseen = { ...holding(), server: undefined };
    expect(() => refuse(unseen)).not.toThrow();
    expect(rule.warnings('gpu', unseen, wanted('pull'))).toEqual([
      expect.stringContaining('server certificate of the node "gpu" ends is not known') as string,
    ]);
    expect(rule.warnings('gpu', holding(), wanted('pull'))).toEqual([]);
    expect(rule.warnings('gpu', unseen, wanted('restart'))).toEqual([]);
  });
});

describe('a short change', () => {
  it.each<Change>(['start', 'stop', 'restart'])(
    '%s is possible while the certificate of the worker holds',
    (action) => {
      const last = holding({ client: 0.001, server: 0.001, ca: 0.001 });
      expect(() => rule.refuseEnded('gpu', last, { action })).not.toThrow();
      expect(() => refuse(last, { action })).not.toThrow();
      expect(() => rule.refuseEnded('gpu', holding({ client: 0 }), { action })).toThrow(
        expect.objectContaining({
          code: 'node_certificate_expiring',
          message: expect.stringContaining(`has ended at 2026-11-22T05:00:00.000Z; ${action}`) as string,
        }),
      );
    },
  );
});

it('a node without certificates is none of its business', () => {
  expect(() => rule.refuseEnded('local', undefined, wanted('deploy'))).not.toThrow();
  expect(() => rule.refuseShort('local', undefined, wanted('deploy'))).not.toThrow();
  expect(rule.warnings('local', undefined, wanted('deploy'))).toEqual([]);
});

function messageOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}
