/** A folder of a test's own, gone when the test is. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, onTestFinished } from 'vitest'

/** An empty folder; removed at the end of the running test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relook-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** One folder for all tests of a file, made before the first and removed after the last. */
export function testFolderForAll(): () => string {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'relook-test-'))
    return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  return () => folder
}
