import { combinedContract } from './scripts/combined-contract.mjs';

export default {
  input: combinedContract(),
  output: { path: process.env.GENERATED_INTO ?? 'src/api/generated', importFileExtension: '.js' },
  plugins: [
    '@hey-api/typescript',
    { name: '@hey-api/client-fetch', throwOnError: true, baseUrl: false },
    { name: '@hey-api/sdk', responseStyle: 'data' },
  ],
};
