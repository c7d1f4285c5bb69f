import fc from 'fast-check';
import { enginePath } from './engine-path.js';
import { ENGINE_ROUTES } from './engine-routes.js';

const ID = 'a1'.repeat(32);
const inspect = (container: string) => enginePath('local', ENGINE_ROUTES.inspectContainer, { container }, {});
const image = (image: string) => enginePath('local', ENGINE_ROUTES.inspectImage, { image }, {});
const refused = expect.objectContaining({ code: 'parameter_refused' });

describe('the path of a call', () => {
  it('holds the id that the inventory gave', () => {
    expect(inspect(ID)).toBe(`/containers/${ID}/json`);
  });

  it('is the route asked for or none, whatever stands for an id', () => {
    const near = fc.stringMatching(/^[0-9a-f./?%#:\\ ]{0,80}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), near), (id) => {
        fc.pre(!/^[0-9a-f]{64}$/.test(id));
        expect(() => inspect(id)).toThrow(refused);
      }),
    );
  });

  it('holds an image as Docker writes it, with nothing that needs decoding', () => {
    const digest = `sha256:${ID}`;
    expect(image('reg.lan:5000/a/b_c:1.0')).toBe('/images/reg.lan:5000/a/b_c:1.0/json');
    expect(image(`a@${digest}`)).toBe(`/images/a@${digest}/json`);
    expect(image(digest)).toBe(`/images/${digest}/json`);
  });

  it('lets no image reach another route', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9./?%#:@\\-]{0,40}$/), (text) => {
        let path: string;
        try {
          path = image(text);
        } catch (error) {
          expect(error).toEqual(refused);
          return;
        }
        expect(new URL(path, 'http://docker').pathname).toBe(`/images/${text}/json`);
      }),
    );
  });

  it('encodes what a query holds, and refuses a name that is not of the route', () => {
    const query = { filters: '{"label":["a&all=0"]}' };
    const path = enginePath('local', ENGINE_ROUTES.listContainers, {}, query);
    expect(new URL(path, 'http://docker').searchParams.get('filters')).toBe(query.filters);
    expect(() => enginePath('local', ENGINE_ROUTES.pullImage, {}, { fromSrc: '-' })).toThrow(refused);
  });

  it('gives images none but our own names, where another node is asked', () => {
    const keep = (repo: string, tag: string) =>
      enginePath('gpu', ENGINE_ROUTES.keepImage, { image: `sha256:${ID}` }, { repo, tag });
    expect(keep('switchyard-keep/web', 'a1a1a1a1a1a1')).toContain(
      '?repo=switchyard-keep%2Fweb&tag=a1a1a1a1a1a1',
    );
    for (const repo of ['trusted/web', 'switchyard-keep/web/../x', 'x/switchyard-keep/web', '']) {
      expect(() => keep(repo, 'a1a1a1a1a1a1')).toThrow(refused);
    }
    expect(() => keep('switchyard-keep/web', 'latest')).toThrow(refused);
  });
});
