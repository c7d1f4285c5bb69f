import { readFileSync } from 'node:fs';
import { DASHBOARD_ERRORS } from './dashboard-errors.js';

const headings = readFileSync('docs/errors.md', 'utf8').matchAll(/^### `(\w+)`\n\n(\d{3})/gm);
const described = new Map([...headings].map(([, code, status]) => [code, Number(status)]));

it.each(Object.entries(DASHBOARD_ERRORS))('docs/errors.md describes %s with its status', (code, status) => {
  expect(described.get(code)).toBe(status);
});
