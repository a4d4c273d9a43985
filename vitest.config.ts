import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Waiting for something to be seen (`expect.poll`): as long as a busy machine may take, less than a test may. */
const patient = { poll: { timeout: 20_000 } }

// The pure core, everything else that needs no browser, WebGPU through a driver in software, and the app in a real Chromium.
export default defineConfig({
  test: {
    // Half of it is loading modules and waiting for processes; by itself vitest leaves one core idle.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'app',
          include: [
            'test/app/**/*.test.ts',
            'test/conformance/**/*.test.ts',
            'test/house/**/*.test.ts',
            'test/decisions.test.ts',
          ],
          // Pure code: its modules are loaded once for all files, a third of the time.
          isolate: false,
          // Budgets are asserted in CPU time; how long that takes on a busy machine is no test.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'main',
          include: [
            'test/main/**/*.test.ts',
            'test/renderer/**/*.test.{ts,tsx}',
            'test/scripts/**/*.test.ts',
          ],
          // A test cleans up behind itself: loading modules anew for each file is a third of the time.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: patient,
        },
      },
      {
        test: {
          name: 'webgpu',
          include: ['test/**/*.gpu.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: patient,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'packaging',
          include: ['test/packaging/**/*.test.ts'],
          testTimeout: 120_000,
          expect: patient,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'electron',
          include: ['test/main/electron/*.spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: patient,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e.ts'],
          globalSetup: 'test/e2e-harness/shared-chromium.ts',
          testTimeout: 90_000,
          expect: patient,
          hookTimeout: 90_000,
          // A browser that draws in software wants more than one core: two at once are no faster.
          fileParallelism: false,
        },
      },
    ],
  },
})
