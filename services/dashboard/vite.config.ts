import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Files only: the policy of the pages forbids inline scripts, and pictures in addresses would only hide bytes. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
});
