import { gatePolicy } from './gate-policy.js';
import { imageAllowed } from './image-allowed.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const allows = (pattern: string, reference: string) =>
  imageAllowed(gatePolicy.parse({ project: 'models', images: [pattern] }), reference);

describe('the images of a policy', () => {
  it.each([
    ['images.example/vllm:*', 'images.example/vllm:1'],
    ['images.example/vllm', 'images.example/vllm:1'],
    ['images.example/vllm', `images.example/vllm@${DIGEST}`],
    ['images.example/vllm', `images.example/vllm:1@${DIGEST}`],
    ['images.example:5000/vllm', 'images.example:5000/vllm:1'],
    ['images.example/*', 'images.example/a/b:1'],
  ])('%s allows %s', (pattern, reference) => expect(allows(pattern, reference)).toBe(true));

  it.each([
    ['images.example/vllm:*', 'images.example/vllm-evil:1'],
    ['images.example/vllm', 'images.example/vllm-evil:1'],
    ['images.example/vllm:1', 'images.example/vllm:2'],
    ['images.example/vllm:1', `images.example/vllm@${DIGEST}`],
    ['images.example/*', 'evil.example/images.example/vllm:1'],
    ['*', DIGEST],
    ['*', 'abcdef012345'],
    ['*', 'Not A Name'],
    ['*', ''],
    ['*', 'switchyard-keep/vllm:0123456789ab'],
    ['*', 'docker.io/switchyard-keep/vllm:0123456789ab'],
  ])('%s does not allow %s', (pattern, reference) => expect(allows(pattern, reference)).toBe(false));
});
