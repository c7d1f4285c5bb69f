import { EMPTY, draftOf, written, type Draft } from './draft.js';
import { fieldOf, type Field } from './field.js';
import { asForm, asJson, FRESH, sendable } from './form-value.js';
import { parseJson, writeJson } from './json-node.js';

const object = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });
const group = (members: Record<string, Draft>): Draft => ({ is: 'group', members });
const text = (value: string): Draft => ({ is: 'text', text: value });

function sent(field: Field, draft: Draft): string | undefined {
  const { node, problems } = written(field, draft, true);
  return problems.length > 0 || node === undefined ? undefined : writeJson(node);
}
/** The field of a schema's only member. */
function member(schema: object): Field {
  const field = fieldOf(object({ one: schema }));
  return (field.type === 'group' && field.members[0]?.field) || field;
}

describe('what is entered', () => {
  const field = fieldOf(
    object({ path: { type: 'string' }, count: { type: 'integer' }, deep: { type: ['boolean', 'null'] } }, [
      'path',
    ]),
  );

  it('is absent while it is empty, and null by choice alone', () => {
    expect(sent(field, group({ path: text('/a'), count: EMPTY }))).toBe('{"path":"/a"}');
    expect(sent(field, group({ path: text('/a'), deep: { is: 'null' } }))).toBe('{"path":"/a","deep":null}');
  });

  it('is missed where it is required', () => {
    expect(written(field, EMPTY, true).problems).toEqual([{ path: '/path', problem: 'It is required.' }]);
  });

  it('keeps integers that a number of JavaScript would round', () => {
    const draft = group({ path: text('/a'), count: text('9007199254740993') });
    expect(sent(field, draft)).toBe('{"path":"/a","count":9007199254740993}');
  });

  it('keeps anything from being sent while it is no value, also in a field that may be empty', () => {
    const { problems } = written(field, group({ path: text('/a'), count: text('1.5') }), true);
    expect(problems).toEqual([{ path: '/count', problem: 'It is no whole number.' }]);
  });
});

describe('a schema becomes', () => {
  it.each([
    ['a choice, of its constants', { enum: ['a', 1, true] }, 'choice'],
    ['a choice, of branches that are constants', { anyOf: [{ const: 'a' }, { enum: ['b', 'c'] }] }, 'choice'],
    ['a list of one kind', { type: 'array', items: { type: 'string' } }, 'list'],
    ['JSON, where a reference leads nowhere', { $ref: '#/properties/two' }, 'json'],
    ['JSON, where several things have to hold', { allOf: [{ type: 'string' }] }, 'json'],
    [
      'JSON, where branches are told apart by nothing',
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
      'json',
    ],
    ['JSON, where names are free', { type: 'object', additionalProperties: { type: 'string' } }, 'json'],
    ['JSON, where it says nothing', {}, 'json'],
    ['JSON, where a reference leads out', { $ref: 'https://example.com/schema' }, 'json'],
  ])('%s', (_name, schema, type) => {
    expect(member(schema).type).toBe(type);
  });

  it('the field of the one branch that is not null', () => {
    const field = member({ anyOf: [{ type: 'string' }, { type: 'null' }], description: 'A name' });
    expect(field).toMatchObject({ type: 'text', isNullable: true, description: 'A name' });
  });

  it('a choice of branches, where a constant tells objects apart', () => {
    const file = object({ kind: { const: 'file' }, path: { type: 'string' } }, ['kind', 'path']);
    const page = object({ kind: { const: 'page' }, url: { type: 'string' } }, ['kind', 'url']);
    const field = member({ oneOf: [file, page] });
    expect(field).toMatchObject({
      type: 'union',
      branches: [{ label: 'kind: file' }, { label: 'kind: page' }],
    });
    const draft: Draft = { is: 'branch', at: 1, draft: group({ url: text('x') }) };
    expect(sent(field, draft)).toBe('{"kind":"page","url":"x"}');
    expect(draftOf(field, parseJson('{"kind":"page","url":"x"}'))).toMatchObject({ is: 'branch', at: 1 });
  });

  it('a form also when it holds itself', () => {
    const schema = { $ref: '#/$defs/node', $defs: { node: object({ next: { $ref: '#/$defs/node' } }) } };
    expect(fieldOf(schema).type).toBe('group');
  });
});

describe('form and JSON', () => {
  const schema = object({
    n: { type: 'integer', minimum: 3 },
    tags: { type: 'array', items: { type: 'string' } },
  });
  const field = fieldOf(schema);

  it('are two views of one value', () => {
    const form = {
      view: 'form',
      draft: group({ n: text('9007199254740993'), tags: { is: 'list', items: [text('a')] } }),
    } as const;
    const json = asJson(field, form);
    expect(json).toMatchObject({ text: expect.stringContaining('9007199254740993') });
    expect(asForm(field, json)).toEqual(form);
  });

  it('part where the form has no word for what the JSON says', () => {
    expect(asForm(field, { view: 'json', text: '{"more":1}' })).toBeUndefined();
    expect(asForm(field, { view: 'json', text: '{"tags":[""]}' })).toBeUndefined();
    expect(asForm(field, { view: 'json', text: '{"n":' })).toBeUndefined();
  });

  it('are checked against the schema alike', () => {
    expect(sendable(schema, field, FRESH)).toEqual({ node: { type: 'object', members: [] }, problems: [] });
    expect(sendable(schema, field, { view: 'json', text: '{"n":2}' }).problems).toMatchObject([
      { path: '/n' },
    ]);
    expect(sendable(schema, field, { view: 'json', text: '[]' }).problems).toHaveLength(1);
  });

  it('are sent unchecked, and that is said, where the schema cannot be used', () => {
    const broken = { type: 'object', $ref: '#/nowhere' };
    expect(sendable(broken, fieldOf(broken), { view: 'json', text: '{}' }).unchecked).toBeDefined();
  });
});
