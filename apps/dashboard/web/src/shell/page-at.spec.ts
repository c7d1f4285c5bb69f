import type { Page } from '../pages/page.js';
import { placeAt } from './page-at.js';

const page = (label: string, ...paths: string[]) =>
  ({ label, routes: paths.map((path) => ({ path })) }) as unknown as Page;
const among = [
  page('Overview', '/'),
  page('Services', '/services', '/services/logs', '/services/$node/$service'),
  page('Models', '/models', '/models/$model', '/models/playground'),
  page('Audit', '/audit', '/timeline/$id'),
];
const at = (path: string) => {
  const place = placeAt(path, among);
  return [place?.page.label, place?.object];
};

describe('where one is', () => {
  it('is the page whose route it is, whatever the path begins with', () => {
    expect(at('/')).toEqual(['Overview', undefined]);
    expect(at('/services')).toEqual(['Services', undefined]);
    expect(at('/timeline/req-1')).toEqual(['Audit', 'req-1']);
    expect(at('/servicesx')).toEqual([undefined, undefined]);
  });

  it('has the object that the path names, decoded', () => {
    expect(at('/services/local/ollama')).toEqual(['Services', 'ollama']);
    expect(at('/models/qwen3%3A8b')).toEqual(['Models', 'qwen3:8b']);
    expect(at('/models/%E0%A4%A')).toEqual(['Models', '%E0%A4%A']);
  });

  it('is no object where the path is written out', () => {
    expect(at('/models/playground')).toEqual(['Models', undefined]);
    expect(at('/services/logs')).toEqual(['Services', undefined]);
  });
});
