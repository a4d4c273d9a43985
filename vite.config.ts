/** How the window is built. The main side's bundles are made by scripts/build.mjs, with the same Vite. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** KaTeX names every font in three forms; all that open this window know the first. */
const oneFormOfFonts = {
  name: 'one-form-of-fonts',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    /katex.*\.css$/.test(id)
      ? code.replaceAll(/,\s*url\([^)]+\.(?:woff|ttf)\)\s*format\(["'](?:woff|truetype)["']\)/g, '')
      : undefined,
}

export default defineConfig({
  root: 'renderer',
  // The window is served from a root of its own, over http and over the desktop's scheme.
  base: './',
  plugins: [oneFormOfFonts, react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome120',
    // The content security policy allows pictures and fonts by address; inlining only grows the files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
    // Whose code is inside, with the texts of their licences: for scripts/third-party.mjs.
    license: { fileName: 'third-party.json' },
  },
})
