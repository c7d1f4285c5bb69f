import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Browsers that know light-dark(): nothing in the styles is rewritten for older ones. */
const BROWSERS = { chrome: 123 << 16, firefox: 120 << 16, safari: (17 << 16) | (5 << 8) };
const BACKEND = process.env.DASHBOARD_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), { ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' }],
  css: { transformer: 'lightningcss', lightningcss: { targets: BROWSERS } },
  build: {
    target: 'es2023',
    // Data URIs and the inline polyfill would need exceptions from the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The gates read here which files the first load takes.
    manifest: true,
    reportCompressedSize: false,
  },
  server: { proxy: { '/bff': BACKEND, '/session': BACKEND } },
});
