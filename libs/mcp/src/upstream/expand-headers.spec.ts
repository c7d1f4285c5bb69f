import { expandHeaders } from './expand-headers.js';

describe('headers of a remote server', () => {
  it('take the values of variables', () => {
    const headers = { Authorization: 'Bearer ${TOKEN}', 'X-Two': '${A}-${B}', 'X-Plain': '$TOKEN {A}' };
    expect(expandHeaders(headers, { TOKEN: 't', A: '1', B: '' })).toEqual({
      Authorization: 'Bearer t',
      'X-Two': '1-',
      'X-Plain': '$TOKEN {A}',
    });
  });

  it('are left out when a variable has no value, and never sent in part', () => {
    const headers = { 'X-Region': '${REGION}', 'X-Both': '${SECRET} ${REGION}', 'X-One': '${SECRET}' };
    expect(expandHeaders(headers, { SECRET: 'hush' })).toEqual({ 'X-One': 'hush' });
    expect(expandHeaders({ A: '${constructor}' }, {})).toEqual({});
  });

  it('take a value as it is, whatever a replacement could mean by it', () => {
    expect(expandHeaders({ A: 'x ${T}' }, { T: '$& ${T} $1' })).toEqual({ A: 'x $& ${T} $1' });
  });
});
