import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm start` listens; for working on the pages with Vite's own server: npx vite services/dashboard */
const service = process.env['OCTET_URL'] ?? 'http://127.0.0.1:8080';

/** Files only: the policy of the pages forbids inline scripts, and pictures in addresses would only hide bytes. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { proxy: { '^/(v1|docs|openapi\\.json|problems)(/|$|\\?)': service } },
  build: { outDir: 'dist', assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
});
