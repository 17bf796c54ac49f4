import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: 'sample',
  base: '/sample/',
  plugins: [react()],
  build: { target: 'es2023', modulePreload: { polyfill: false }, emptyOutDir: true },
  test: { root: '.', testTimeout: 120_000, environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
})
