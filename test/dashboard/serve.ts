import { FakeBackend, PASSWORD } from './fake-backend.ts';

const backend = await FakeBackend.start(Number(process.env['PORT'] ?? 8099));
console.log(`${backend.url} (password: ${PASSWORD})`);
process.once('SIGINT', () => void backend.stop());
