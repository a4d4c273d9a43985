/**
 * Records as a parquet file whose columns are known beforehand, with the features that Hugging Face `datasets` reads from
 * the file's metadata (so that images come back as images). Knows no trace.
 * Source of the metadata: huggingface/datasets, src/datasets/arrow_writer.py (key `huggingface`) and
 * src/datasets/features/features.py (`_type`; `Sequence` is read by old and new versions alike).
 */
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Shape } from '../../app/exports'

/** What one column of a schema is. */
type Element = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number]

/** The bytes of a file with these rows. Images are `{bytes, path}`. */
export function parquetBytes(
  columns: Readonly<Record<string, Shape>>,
  rows: readonly Readonly<Record<string, unknown>>[],
): Uint8Array {
  const names = Object.keys(columns)
  const children = Object.entries(columns).flatMap(([name, shape]) => elements(name, shape))
  const buffer = parquetWriteBuffer({
    columnData: names.map((name) => ({ name, data: rows.map((row) => coerced(row[name], columns[name])) })),
    schema: [{ name: 'root', num_children: names.length }, ...children],
    // Bytes of images are no statistics, and text is not sorted.
    statistics: false,
    kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features: featuresOf(columns) } }) }],
  })
  return new Uint8Array(buffer)
}

/** Whole numbers as the container takes them; what is absent is null. */
function coerced(value: unknown, shape: Shape | undefined): unknown {
  if (value === undefined || value === null || shape === undefined) return null
  if (shape === 'int') return BigInt(Math.trunc(Number(value)))
  if (typeof shape !== 'object') return value
  if ('list' in shape) return Array.isArray(value) ? value.map((v) => coerced(v, shape.list)) : null
  const fields = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(Object.entries(shape.fields).map(([name, s]) => [name, coerced(fields[name], s)]))
}

function elements(name: string, shape: Shape): readonly Element[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const
  if (typeof shape === 'object')
    return 'list' in shape
      ? [
          { ...optional, num_children: 1, converted_type: 'LIST' },
          { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
          ...elements('element', shape.list),
        ]
      : struct(name, shape.fields)
  switch (shape) {
    case 'string':
      return [{ ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' }]
    case 'int':
      return [{ ...optional, type: 'INT64' }]
    case 'number':
      return [{ ...optional, type: 'DOUBLE' }]
    case 'boolean':
      return [{ ...optional, type: 'BOOLEAN' }]
    case 'image':
      return [
        { ...optional, num_children: 2 },
        { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        ...elements('path', 'string'),
      ]
  }
}

function struct(name: string, fields: Readonly<Record<string, Shape>>): readonly Element[] {
  const children = Object.entries(fields).flatMap(([field, shape]) => elements(field, shape))
  return [{ name, repetition_type: 'OPTIONAL', num_children: Object.keys(fields).length }, ...children]
}

type Feature = { readonly [name: string]: unknown } | readonly Feature[]

function featuresOf(columns: Readonly<Record<string, Shape>>): Feature {
  return Object.fromEntries(Object.entries(columns).map(([name, shape]) => [name, feature(shape)]))
}

const plain = { string: 'string', int: 'int64', number: 'float64', boolean: 'bool' } as const

function feature(shape: Shape): Feature {
  if (typeof shape === 'object') {
    if ('fields' in shape) return featuresOf(shape.fields)
    // A list of structs is written as a list with one thing in it, a list of anything else as a sequence.
    return typeof shape.list === 'object' && 'fields' in shape.list
      ? [feature(shape.list)]
      : { feature: feature(shape.list), _type: 'Sequence' }
  }
  return shape === 'image' ? { _type: 'Image' } : { dtype: plain[shape], _type: 'Value' }
}
