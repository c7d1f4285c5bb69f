import { commaList, httpUrl, integer } from '@app/config';
import { LOG_LEVELS } from '@app/http';
import { z } from 'zod';

/** environment is every variable that the dashboard reads; `.env.example` documents them in words. */
export const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  DASHBOARD_PORT: integer(0, 65_535).default(8_080),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  REDIS_URL: z.string().optional(),
  OPS_URL: httpUrl().default('http://127.0.0.1:9000'),
  GATEWAY_URL: httpUrl().default('http://127.0.0.1:11435'),
  ROUTER_URL: httpUrl().default('http://127.0.0.1:8811'),
  DASHBOARD_WEB_DIR: z.string().default('apps/dashboard/web/dist'),
  DASHBOARD_SESSION_IDLE_SEC: integer(60, 86_400).default(1_800),
  DASHBOARD_SESSION_SEC: integer(60, 604_800).default(43_200),
  DASHBOARD_SECURE_COOKIES: z.stringbool().default(false),
  TRUST_PROXY: z.stringbool().default(false),
  ALLOWED_HOSTS: commaList(),
  ALLOWED_ORIGINS: commaList(),
});

export type DashboardEnvironment = z.output<typeof environment>;
