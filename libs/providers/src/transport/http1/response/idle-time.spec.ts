import { UpstreamHeaders } from '../../upstream-headers.js';
import { idleTime } from './idle-time.js';

const after = (...pairs: string[]): number => idleTime(false, new UpstreamHeaders(pairs));

describe('the time that a connection may rest', () => {
  it.each<[number, string, string[]]>([
    [4000, 'is 4 s when the server says nothing', []],
    [4000, 'is 4 s when it only says that it keeps it', ['connection', 'keep-alive']],
    [1000, 'is 1 s less than the server says', ['keep-alive', 'timeout=2']],
    [59_000, 'may be longer than usual', ['keep-alive', 'timeout=60, max=100']],
    [60_000, 'is 60 s at most', ['keep-alive', 'max=5, timeout=999999999']],
    [0, 'is none when the server gives it a second or less', ['keep-alive', 'timeout=1']],
    [0, 'is none when the server gives it no time', ['keep-alive', 'timeout=0']],
    [4000, 'is 4 s when the hint cannot be read', ['keep-alive', 'timeout=soon']],
    [4000, 'heeds no other word that ends alike', ['keep-alive', 'notimeout=60']],
    [0, 'is none when the server closes', ['connection', 'close']],
    [0, 'is none for close in any case, in any place', ['connection', 'x-a,\tCLOSE , keep-alive']],
    [0, 'is none for close on a second line', ['connection', 'x-a', 'connection', 'close']],
    [4000, 'heeds no other word that holds close', ['connection', 'disclose, closer']],
  ])('%i ms: %s', (milliseconds, _why, pairs) => {
    expect(after(...pairs)).toBe(milliseconds);
  });

  it('is none after HTTP/1.0, whatever it offers', () => {
    const headers = new UpstreamHeaders(['connection', 'keep-alive', 'keep-alive', 'timeout=60']);
    expect(idleTime(true, headers)).toBe(0);
  });
});
