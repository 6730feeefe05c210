import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { mockApi } from './mock/vite.ts'

// oxlint-disable-next-line import/no-default-export -- Vite reads its config from the default export.
export default defineConfig({
  plugins: [react(), mockApi()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    manifest: true,
    // A data: URI would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      onwarn(warning, warn) {
        // React's "use client" means nothing without a server that renders.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
})
