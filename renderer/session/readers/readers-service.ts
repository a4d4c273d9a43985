/**
 * Named readers: made by pointing at values, tried on the open file while they are made (`trying.ts`), kept, handed on as small files.
 * Knows no React.
 */
import { shownCall } from '../../../app/dialects/calls/shown'
import { Failure } from '../../../app/failure'
import { fieldsIn } from '../../../app/readers/path'
import { readerOf, type NamedReader } from '../../../app/readers/reader'
import { openCollectionOf } from '../collections/open-collection'
import type { Context } from '../context'
import { selectedRows } from '../document/rows'
import { attempt, attempted, dismiss, notify, notifyDone } from '../notices/notices'
import type { State } from '../state'
import { subscribe } from '../subscribe'
import { callMapping, readerFrom, recordMapping, withLikely, type ReaderMapping } from './mapping'
import type { ReaderDraft } from './readers-state'
import { createTrying, openAnew, type ReaderNeeds } from './trying'
import { t } from '../../language/text'

/** A reader being made, before anybody looked whether it can be used. */
type Begun = Pick<ReaderDraft, 'mapping' | 'fields' | 'base'>

/** What can be done with named readers. */
export function createReadersService(context: Context, needs: ReaderNeeds) {
  const { get, set } = context
  const trying = createTrying(context, needs)
  const show = (making: Begun, past: readonly ReaderMapping[] = []) =>
    set({ readers: { making: checked(making, past), asking: false } })
  const begin = (making: Begun) => {
    if (!trying.begin()) return
    show(making)
    set({ view: { dialog: 'readers' } })
    trying.soon()
  }
  const end = () => {
    dismiss(context, 'readers')
    set({ readers: { making: undefined, asking: false }, view: { dialog: undefined } })
  }
  return {
    ...beginnings(context, begin),
    change: (mapping: ReaderMapping) => {
      const { making } = get().readers
      if (making === undefined) return
      show({ ...making, mapping }, [...making.past, making.mapping])
      trying.soon()
    },
    /** As it was before the last change. */
    undo: () => {
      const { making } = get().readers
      const mapping = making?.past.at(-1)
      if (making === undefined || mapping === undefined) return
      show({ ...making, mapping }, making.past.slice(0, -1))
      trying.soon()
    },
    /** The file is read with it from now on. */
    keep: async () => {
      const name = get().readers.making?.mapping.name.trim()
      if (name === undefined || !(await trying.now())) return
      const takeBack = await trying.keep(name)
      end()
      const message = t('This file is read with “{name}” from now on. It is kept under Named readers.', {
        name,
      })
      notifyDone(context, { place: 'traces', message }, () => void takeBack())
    },
    /** Everything is as it was. */
    leave: async () => {
      await trying.putBack()
      end()
    },
    ...keeping(context, needs),
  }
}

/** Where a reader begins: at the first record of the file, or at a call in a step. */
function beginnings(context: Context, begin: (making: Begun) => void) {
  const { host, get, set } = context
  return {
    mapFile: async () => {
      const { id: collection } = get().collections
      if (collection === undefined) return
      set({ readers: { asking: true, making: undefined }, view: { dialog: 'readers' } })
      const found = await attempt(context, 'readers', () => host.recordFields({ collection }))
      if (get().collections.id !== collection) return
      const base = readerInUse(get())
      if (found === undefined || found === null) {
        set({ readers: { asking: false } })
        if (found === null)
          notify(context, {
            place: 'readers',
            tone: 'error',
            message: t('None of the first records of this file can be parsed, so there is nothing to map.'),
          })
        return
      }
      const own = base?.record === undefined ? undefined : base
      const mapping = recordMapping(
        own ?? { ...found.suggestion, name: freeName(get(), found.suggestion.name) },
      )
      begin({ mapping, fields: found.fields, base: own })
    },
    /** Says how calls of the tool in the selected step are read. */
    mapCall: () => {
      const call = callAt(get())
      if (call === undefined) return
      const base = readerInUse(get())
      const fields = fieldsIn(call.arguments).filter(({ path }) => !/[*"]/.test(path) && path !== '$')
      const name =
        base?.name ?? freeName(get(), call.name.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim() || t('My tool'))
      const rule = base?.calls?.find(({ tool }) => tool === call.name)
      begin({ mapping: withLikely(callMapping(name, call.name, rule), fields), fields, base })
    },
  }
}

/** Readers that are there already. */
function keeping(context: Context, needs: ReaderNeeds) {
  const { host, get } = context
  return {
    /** For the open file. */
    use: async (name: string) => {
      const { id } = get().collections
      if (id !== undefined && (await needs.readWith(id, { reader: name }))) openAnew(context, needs)
    },
    remove: async (reader: NamedReader) => {
      const { name } = reader
      if (!(await attempted(context, 'readers', () => host.removeReader({ name })))) return
      const message = t('Removed “{name}”. Files that are read with it stay as they are.', { name })
      const undo = () => attempted(context, 'readers', () => host.saveReader({ reader }))
      notifyDone(context, { place: 'readers', message }, () => void undo())
    },
    rename: (reader: NamedReader, wanted: string) =>
      attempted(context, 'readers', async () => {
        const name = wanted.trim()
        const { list = [] } = get().readers
        if (list.some((r) => r.name.toLowerCase() === name.toLowerCase() && r.name !== reader.name))
          throw new Failure('bad-input', `There is a reader called “${name}” already.`)
        const renamed = readerNamed(reader, name)
        await host.saveReader({ reader: renamed })
        const open = openCollectionOf(get())
        if (open?.reading.reader === reader.name) await needs.readWith(open.id, { reader: name })
        await host.removeReader({ name: reader.name })
      }),
    /** As a file for others. */
    download: (reader: NamedReader) =>
      context.download(`${reader.name}.json`, `${JSON.stringify(reader, undefined, 2)}\n`),
    /** From a file of somebody else's; the open file is read with it at once. */
    load: (file: { readonly name: string; readonly text: () => Promise<string> }) =>
      attempted(context, 'readers', async () => {
        const reader = parsed(file.name, await file.text())
        await host.saveReader({ reader })
        const { id } = get().collections
        if (id !== undefined && (await needs.readWith(id, { reader: reader.name }))) openAnew(context, needs)
      }),
  }
}

/** @throws Failure `bad-input` for a name it cannot have. */
function readerNamed(reader: NamedReader, name: string): NamedReader {
  const read = readerOf({ ...reader, name })
  if (read.ok) return read.value
  throw new Failure('bad-input', read.issues.map((i) => i.message).join(' '))
}

/** @throws Failure `bad-input` with what is wrong. */
function parsed(name: string, text: string): NamedReader {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new Failure('bad-input', `${name} is no JSON.`)
  }
  const read = readerOf(value)
  if (read.ok) return read.value
  throw new Failure('bad-input', `${name} is no reader. ${read.issues.map((i) => i.message).join(' ')}`)
}

function checked(making: Begun, past: readonly ReaderMapping[]): ReaderDraft {
  const read = readerFrom(making.mapping, making.base)
  const { mapping, fields, base } = making
  const problem = read.ok ? undefined : read.issues.map(({ message }) => message).join(' ')
  return { mapping, fields, base, problem, past, shown: false }
}

/** The kept reader that the open file is read with. */
function readerInUse(state: State): NamedReader | undefined {
  const name = openCollectionOf(state)?.reading.reader
  return name === undefined ? undefined : state.readers.list?.find((r) => r.name === name)
}

/** A name nobody has used. */
function freeName({ readers: { list = [] } }: State, wanted: string): string {
  const taken = new Set(list.map(({ name }) => name))
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted.slice(0, 56)} ${n}`
    if (!taken.has(name)) return name
  }
}

/** The call in the selected step, where that is one nobody could read a region from. */
export function callAt(state: State): ReturnType<typeof shownCall> {
  if (state.collections.id === undefined) return undefined
  const row = selectedRows(state).find((r) => r.id === state.selection.step)
  if (row?.type !== 'thought' || row.step.type !== 'thought') return undefined
  const { kind, raw } = row.step
  if (kind?.type !== 'unread' && kind?.type !== 'call') return undefined
  const call = shownCall(raw)
  return call === undefined || call.name === '' ? undefined : call
}

/** Follows which readers are kept, until the signal fires. */
export function followReaders(context: Context, signal: AbortSignal): void {
  void subscribe(context, {
    items: (end) => context.host.readers({}, end),
    take: (list) => context.set({ readers: { list } }),
    signal,
  })
}
