import type { IncomingMessage } from 'node:http';
import { sessionCookie, sessionIdIn } from './session-cookie.js';

const ID = 'a'.repeat(43);
const idIn = (cookie: string | undefined) => sessionIdIn({ headers: { cookie } } as IncomingMessage);

describe("a session's cookie", () => {
  it('is found among others', () => {
    expect(idIn(`theme=dark; switchyard_session=${ID}; x=1`)).toBe(ID);
  });

  it.each([
    undefined,
    '',
    'switchyard_session=',
    `switchyard_session=${ID}a`,
    `switchyard_session="${ID}"`,
    `switchyard_session=${ID}; switchyard_session=${'b'.repeat(43)}`,
    `not_switchyard_session=${ID}`,
  ])('is not in %j', (cookie) => {
    expect(idIn(cookie)).toBeUndefined();
  });

  it('is for no script and no other site, and for TLS alone where there is TLS', () => {
    expect(sessionCookie(ID, false)).toBe(`switchyard_session=${ID}; Path=/; HttpOnly; SameSite=Strict`);
    expect(sessionCookie(ID, true)).toMatch(/; Secure$/);
  });
});
