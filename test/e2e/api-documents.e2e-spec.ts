import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const REPO = resolve(import.meta.dirname, '../..');

type Property = Readonly<Record<string, unknown>>;

interface Document {
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties?: Readonly<Record<string, Property>> }>>;
  };
}

describe('the documents of the APIs', () => {
  it('are what the built apps serve, and so are the routes that pages may reach', async () => {
    const checked = promisify(execFile)(process.execPath, ['deploy/api/openapi.ts', 'check'], { cwd: REPO });
    await expect(checked).resolves.toMatchObject({ stderr: '' });
  }, 60_000);

  it.each(['dashboard', 'gateway', 'ops', 'router', 'training'])(
    'say of each property of %s what it is',
    (app) => {
      const text = readFileSync(resolve(REPO, 'docs/api', `${app}.json`), 'utf8');
      const { schemas } = (JSON.parse(text) as Document).components;
      const unsaid = Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
        Object.entries(properties).flatMap(([field, property]) =>
          isUnsaid(property) ? [`${name}.${field}`] : [],
        ),
      );
      expect(unsaid).toEqual([]);
    },
  );
});

/** What reflection makes of a type that it does not see: an object of nothing. */
function isUnsaid(property: Property): boolean {
  const says = ['properties', 'additionalProperties', 'allOf', 'oneOf', 'anyOf'];
  return property['type'] === 'object' && !says.some((name) => name in property);
}
