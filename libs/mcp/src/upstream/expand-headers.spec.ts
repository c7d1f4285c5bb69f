import { expandHeaders } from './expand-headers.js';

describe('headers of a remote server', () => {
  it('take the values of variables', () => {
    const headers = { Authorization: 'Bearer ${TOKEN}', 'X-Two': '${A}-${B}', 'X-Plain': '$TOKEN {A}' };
    expect(expandHeaders('s', headers, { TOKEN: 't', A: '1', B: '' })).toEqual({
      Authorization: 'Bearer t',
      'X-Two': '1-',
      'X-Plain': '$TOKEN {A}',
    });
  });

  it('name the variable that is not set, and no value', () => {
    const expand = () => expandHeaders('s', { A: '${SECRET} ${MISSING}' }, { SECRET: 'hush' });
    expect(expand).toThrow(expect.objectContaining({ code: 'env_missing', param: 'MISSING' }));
    expect(expand).toThrow(expect.not.stringContaining('hush'));
    expect(() => expandHeaders('s', { A: '${constructor}' }, {})).toThrow('constructor');
  });
});
