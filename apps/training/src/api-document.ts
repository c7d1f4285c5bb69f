import 'reflect-metadata';
import { swaggerDocument } from '@app/http';
import { API } from './api.js';
import { TrainingModule } from './training.module.js';

/** apiDocument is the app's OpenAPI document, made without what the app needs to run. */
export function apiDocument(): Promise<object> {
  return swaggerDocument(TrainingModule, API);
}
