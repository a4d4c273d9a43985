/** Rules of the shell that need no Electron: dialogs' endings, the other button's menu, the sandbox, long work. */
import { describe, expect, test, vi } from 'vitest'
import type { ExportJob } from '../../../app/host/exports'
import type { Evaluation } from '../../../app/host/evaluations'
import type { ModelStore } from '../../../app/host/models'
import { contextMenu } from '../../../main/shell/context-menu'
import { saveKinds, withEnding } from '../../../main/shell/file-types'
import { followWork } from '../../../main/shell/long-work'
import { whyNoSandbox, type System } from '../../../main/shell/sandbox'
import { until } from '../../builders/wait'

describe('what is saved', () => {
  const json = { title: 'Save the run', name: 'my run.v2.json', kind: 'JSON' }
  test('has the ending of its kind, unless a person gave another', () => {
    expect(withEnding('/a/b', json)).toBe('/a/b.json')
    expect(withEnding('/a.d/b', json)).toBe('/a.d/b.json')
    expect(withEnding('C:\\a.d\\b', json)).toBe('C:\\a.d\\b.json')
    expect(withEnding('/a/b.txt', json)).toBe('/a/b.txt')
    expect(saveKinds(json)[0]).toEqual({ name: 'JSON', extensions: ['json'] })
  })

  test('a folder has none', () => {
    const folder = { title: 'Export', name: 'set 1.5' }
    expect([withEnding('/a/set', folder), saveKinds(folder)]).toEqual(['/a/set', []])
  })
})

describe('the menu of the other mouse button', () => {
  const none = {
    canUndo: false,
    canRedo: false,
    canCut: false,
    canCopy: false,
    canPaste: true,
    canSelectAll: true,
  }
  test('edits in a field, with what cannot be done greyed', () => {
    const entries = contextMenu({ isEditable: true, selectionText: '', editFlags: none })
    expect(entries.find(({ role }) => role === 'paste')).toMatchObject({ enabled: true })
    expect(entries.find(({ role }) => role === 'undo')).toMatchObject({ enabled: false })
  })

  test('copies selected words, and is not there over anything else', () => {
    expect(contextMenu({ isEditable: false, selectionText: 'so', editFlags: none })).toEqual([
      { role: 'copy', label: 'Copy' },
    ])
    expect(contextMenu({ isEditable: false, selectionText: ' \n', editFlags: none })).toEqual([])
  })
})

describe('the sandbox', () => {
  const files: Record<string, string> = { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' }
  const ubuntu: System = { platform: 'linux', uid: 1000, withoutAsked: true, read: (path) => files[path] }
  test('cannot be had by an AppImage where user namespaces are barred, nor by root', () => {
    expect(whyNoSandbox(ubuntu)).toMatch(/AppImage/)
    expect(whyNoSandbox({ ...ubuntu, uid: 0, read: () => undefined })).toMatch(/root/)
  })

  test('is insisted on wherever it can be had, or nobody asked to go without', () => {
    expect(whyNoSandbox({ ...ubuntu, read: () => '0' })).toMatch(/AppImage/)
    expect(whyNoSandbox({ ...ubuntu, read: () => undefined })).toBeUndefined()
    expect(whyNoSandbox({ ...ubuntu, withoutAsked: false })).toBeUndefined()
    expect(whyNoSandbox({ ...ubuntu, platform: 'win32' })).toBeUndefined()
  })
})

/** A list that is told step by step. */
async function* lists<T>(...steps: readonly T[]): AsyncGenerator<T> {
  yield* steps
}

describe('long work', () => {
  // Only what is looked at is there.
  const job = (state: ExportJob['state']) => [{ id: 'a', name: 'set', state } as ExportJob]
  const run = (type: 'running' | 'done' | 'paused') => [
    { id: 'e', name: 'bench', state: { type } } as Evaluation,
  ]
  const store = (downloads: number, models: number) =>
    ({
      downloads: Array.from({ length: downloads }, () => ({
        id: 'd',
        repo: 'o/n',
        state: { type: 'running' },
      })),
      models: Array.from({ length: models }),
    }) as unknown as ModelStore // of a whole store only these two are looked at
  const running = { type: 'running', phase: 'writing' } as const
  const failed = { type: 'failed', failure: { code: 'disk-full', message: 'Full.' } } as const

  test('is counted while it goes on, and told of when it ends by itself', async () => {
    const counts: number[] = []
    const ended: unknown[] = []
    followWork(
      {
        exports: () => lists(job(running), job(failed)),
        evaluations: () => lists(run('running'), run('done')),
        modelStore: () => lists(store(0, 1), store(1, 1), store(0, 2)),
      },
      { onCount: (n) => counts.push(n), onEnded: (one) => ended.push(one) },
      new AbortController().signal,
    )
    await until(() => counts.length === 7, 'all lists to be told')
    expect(Math.max(...counts)).toBeGreaterThan(0)
    expect(counts.at(-1)).toBe(0)
    expect(ended).toHaveLength(3)
    expect(ended).toEqual(
      expect.arrayContaining([
        { title: 'Export “set”', ok: false },
        { title: 'Run “bench”', ok: true },
        { title: 'Download of o/n', ok: true },
      ]),
    )
  })

  test('that a person pauses or deletes is no news', async () => {
    const onEnded = vi.fn()
    const counts: number[] = []
    followWork(
      {
        exports: () => lists(job(running), []),
        evaluations: () => lists(run('running'), run('paused')),
        modelStore: () => lists(store(1, 1), store(0, 1)),
      },
      { onCount: (n) => counts.push(n), onEnded },
      new AbortController().signal,
    )
    await until(() => counts.length === 6, 'all lists to be told')
    expect([onEnded.mock.calls, counts.at(-1)]).toEqual([[], 0])
  })
})
