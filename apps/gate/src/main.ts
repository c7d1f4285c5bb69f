import { runApp } from '@app/http';
import { createGate } from './gate-app.js';

runApp(createGate);
