import { readFileSync } from 'node:fs';
import { ROUTER_ERRORS } from './router-errors.js';

const headings = readFileSync('docs/errors.md', 'utf8').matchAll(/^### `(\w+)`\n\n(\d{3})/gm);
const described = new Map([...headings].map(([, code, status]) => [code, Number(status)]));

it.each(Object.entries(ROUTER_ERRORS))('docs/errors.md describes %s with its status', (code, status) => {
  expect(described.get(code)).toBe(status);
});
