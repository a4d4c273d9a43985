/** What a format does not use is kept: a column nobody knows, added to every fixture's rows, stands beside the trace. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { formats } from '../../../app/formats'
import { isFields } from '../../../app/formats/values'

/** Files that are one thing as a whole: what stands beside it is of no single trace, or is kept in the tree. */
const whole = new Set(['notebook', 'printed', 'spans', 'relook', 'relook-run'])
const odd = { 'zz odd.name': { a: [1, null], 模型: 'x' } }
const folder = new URL('../../fixtures/formats/', import.meta.url)

test.each(formats.filter(({ id }) => !whole.has(id)).map((format) => [format.id, format] as const))(
  '%s',
  (id, format) => {
    const rows = readFileSync(new URL(`${id}.jsonl`, folder), 'utf8')
      .trim()
      .split('\n')
    const lost = rows.flatMap((line, i) => {
      const row: unknown = JSON.parse(line)
      // Of a log of many samples each has columns of its own.
      if (!isFields(row) || Array.isArray(row['samples'])) return []
      const read = format.parse({ ...row, ...odd })
      const kept = read.ok && read.value.every((trace) => JSON.stringify(trace.meta).includes('zz odd.name'))
      return kept ? [] : [i]
    })
    expect(lost).toEqual([])
  },
)
