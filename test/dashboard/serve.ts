import { FakeBackend } from './fake-backend.ts';
import { PASSWORD } from './password.ts';

const backend = await FakeBackend.start(Number(process.env['PORT'] ?? 8099));
console.log(`${backend.url} (password: ${PASSWORD})`);
process.once('SIGINT', () => void backend.stop());
