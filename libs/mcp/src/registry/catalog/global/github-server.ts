import type { BuiltInServer } from '../built-in-server.js';

/** GITHUB_SERVER is the one that GitHub itself runs; its makers have archived the package for npm. */
export const GITHUB_SERVER: BuiltInServer = {
  id: 'github',
  document: {
    name: 'com.github/github',
    description: 'Works with repositories, issues and pull requests; run by GitHub.',
    version: '1',
    remotes: [
      {
        type: 'streamable-http',
        url: 'https://api.githubcopilot.com/mcp/',
        headers: [
          {
            name: 'Authorization',
            value: 'Bearer {token}',
            variables: {
              token: {
                description: 'A token with no more rights than are needed',
                isRequired: true,
                isSecret: true,
              },
            },
          },
        ],
      },
    ],
  },
  entry: { scopes: ['github'] },
};
