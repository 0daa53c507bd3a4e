/** Builds the console into `dist/`, to be served at /console. `npm run dev` proxies everything else to a running server. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compress } from './build/compress.ts';
import { limitFirstPage } from './build/first-page-size.ts';

const server = process.env.SELFSAME_CONSOLE_SERVER ?? 'http://127.0.0.1:3000';

export default defineConfig(({ command }) => ({
  base: '/console/',
  plugins: [react(), limitFirstPage({ maxKilobytes: 300 }), compress()],
  // The server puts a nonce of each answer in its place: src/nonce.ts. While developing there is no such policy.
  html: command === 'build' ? { cspNonce: '__CSP_NONCE__' } : {},
  build: {
    target: 'es2022',
    // These know `light-dark()`, by which the colours of both schemes are said; what is made of it for older ones is wrong here.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    manifest: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '^/(?!console/)|^/console/config\\.json': { target: server, changeOrigin: false } },
  },
}));
