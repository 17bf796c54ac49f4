import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// The server to develop against: DASHBOARD=http://127.0.0.1:PORT npm run dev
const server = process.env.DASHBOARD ?? 'http://127.0.0.1:18888'

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 650,
  },
  server: { host: '127.0.0.1', proxy: { '/api': server, '/login': server } },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
})
