/** What nobody calls a service: paths, options, controls, marks that turn text around, words of the language. */
export const HOSTILE_NAMES = [
  '../x',
  'a/b?c',
  '--privileged',
  'web\0',
  'x'.repeat(500),
  'wéb',
  '‮web',
  '',
  ' ',
  '__proto__',
  'web\n',
];
