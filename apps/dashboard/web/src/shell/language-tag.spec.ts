import { isLanguageTag } from './language-tag.js';

it.each(['en', 'de-CH', 'zh-Hant-TW'])('%s is a language', (word) => {
  expect(isLanguageTag(word)).toBe(true);
});

it.each(['C', '', 'en_US', 'POSIX.UTF-8'])('"%s" is none', (word) => {
  expect(isLanguageTag(word)).toBe(false);
});
