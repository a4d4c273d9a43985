/**
 * A named reader while it is made: which value is what, as a person points at it. Of a record (where question, image, boxes stand)
 * or of a call (which argument is the box). Pure; the reader that comes of it is checked as one that was loaded.
 */
import type { CallRule } from '../../../app/dialects/calls/named-calls'
import type { Order, SpaceId } from '../../../app/geometry/spaces'
import { given } from '../../../app/given'
import type { FieldSample } from '../../../app/readers/path'
import { readerOf, type NamedReader, type RecordRule } from '../../../app/readers/reader'
import { bad, type Result } from '../../../app/result'
import { t } from '../../language/text'

/** What values of a record can be. */
export const recordRoles = [
  'question',
  'image',
  'text',
  'dialogue',
  'answer',
  'gold',
  'boxes',
  'label',
  'id',
] as const
/** What arguments of a call can be; a box may stand in four of them. */
export const callRoles = ['box', 'first', 'second', 'third', 'fourth', 'image', 'label'] as const
const corners = ['first', 'second', 'third', 'fourth'] as const

/** What a value is. */
export type Role = (typeof recordRoles)[number] | (typeof callRoles)[number]

/** A reader while it is made. */
export interface ReaderMapping {
  readonly about: 'record' | 'call'
  readonly name: string
  /** Where each role stands: a path. */
  readonly at: Readonly<Partial<Record<Role, string>>>
  readonly space: SpaceId
  readonly order: Order
  /** Boxes of a record: looks of the model, or regions that were expected. */
  readonly use: 'look' | 'gold'
  /** Of a call: its tool; `*` stands for any letters. */
  readonly tool: string
  readonly imageFrom: 0 | 1
}

const plain = { space: 'image', order: 'xyxy', use: 'look', tool: '', imageFrom: 0 } as const

/** How a reader reads records, to be changed. */
export function recordMapping({ name, record = {} }: NamedReader): ReaderMapping {
  const { boxes, dialect: _, ...at } = record
  return {
    ...plain,
    about: 'record',
    name,
    at: { ...at, ...given({ boxes: boxes?.at, label: boxes?.label }) },
    ...given({ space: boxes?.space, order: boxes?.order, use: boxes?.use }),
  }
}

/** How calls of a tool are read; a beginning where nobody has said so. */
export function callMapping(name: string, tool: string, rule: CallRule | undefined): ReaderMapping {
  const box = rule?.box
  const four = typeof box === 'object' ? Object.fromEntries(corners.map((role, i) => [role, box[i]])) : {}
  return {
    ...plain,
    about: 'call',
    name,
    tool: rule?.tool ?? tool,
    at: {
      ...four,
      ...given({ box: typeof box === 'string' ? box : undefined, image: rule?.image, label: rule?.label }),
    },
    ...given({ space: rule?.space, order: rule?.order, imageFrom: rule?.imageFrom }),
  }
}

/** Arguments of a call by what they hold and are called: the likeliest box, image and label. */
export function withLikely(mapping: ReaderMapping, fields: readonly FieldSample[]): ReaderMapping {
  const found = (kinds: readonly FieldSample['kind'][], names: RegExp) =>
    fields.find(({ kind, path }) => kinds.includes(kind) && names.test(path))?.path
  const box =
    fields.find(({ kind }) => kind === 'box')?.path ??
    found(['list', 'text', 'object'], /box|region|rect|area|zone|crop/i)
  const at = {
    ...given({
      box,
      image: found(['number'], /im(?:age|g)|pic/i),
      label: found(['text'], /label|name|desc|why|target/i),
    }),
    ...mapping.at,
  }
  return { ...mapping, at }
}

/** Fields as a tree reads: what is inside comes right after what it is in. */
export function inTreeOrder(fields: readonly FieldSample[]): readonly FieldSample[] {
  const inside = (outer: string) => (path: string) =>
    /^[.[]/.test(path.slice(outer.length)) && path.startsWith(outer)
  const placed = new Set<string>()
  const put = (field: FieldSample): readonly FieldSample[] => {
    if (placed.has(field.path)) return []
    placed.add(field.path)
    const isInside = inside(field.path)
    return [field, ...fields.filter(({ path }) => isInside(path)).flatMap(put)]
  }
  return fields.flatMap(put)
}

/** What the value at a path is. */
export function roleAt({ at }: ReaderMapping, path: string): Role | undefined {
  return (Object.keys(at) as Role[]).find((role) => at[role] === path)
}

/** The value at a path is this; what it was before, and what was this before, is nothing any more. */
export function withRole(mapping: ReaderMapping, path: string, role: Role | undefined): ReaderMapping {
  const kept = Object.entries(mapping.at).filter(([other, place]) => place !== path && other !== role)
  return { ...mapping, at: Object.fromEntries(role === undefined ? kept : [...kept, [role, path]]) }
}

/** What a value may be. */
export function rolesFor({ about }: Pick<ReaderMapping, 'about'>, { kind }: FieldSample): readonly Role[] {
  const roles: readonly Role[] = about === 'record' ? recordRoles : callRoles
  return roles.filter((role) => takes[role].includes(kind))
}

const takes: Readonly<Record<Role, readonly FieldSample['kind'][]>> = {
  question: ['text'],
  image: ['text', 'image', 'list', 'object', 'number'],
  text: ['text', 'list'],
  dialogue: ['list'],
  answer: ['text', 'number'],
  gold: ['text', 'number', 'list'],
  boxes: ['box', 'list', 'object', 'text'],
  label: ['text', 'number'],
  id: ['text', 'number'],
  box: ['box', 'list', 'object', 'text'],
  first: ['number', 'text'],
  second: ['number', 'text'],
  third: ['number', 'text'],
  fourth: ['number', 'text'],
}

/** The reader; bad with what is missing. `base`: what it held before, whose other rules it keeps. */
export function readerFrom(mapping: ReaderMapping, base?: NamedReader): Result<NamedReader> {
  const name = mapping.name.trim()
  const kept = { relookReader: 1, ...base, name }
  if (mapping.about === 'record') {
    const record = recordFrom(mapping, base?.record)
    return record === undefined
      ? bad({ path: '', message: t('Choose at least which value is the question, the text or the boxes.') })
      : readerOf({ ...kept, record })
  }
  const rule = ruleFrom(mapping)
  if (rule === undefined)
    return bad({ path: '', message: t('Choose which value is the box, or which four are its numbers.') })
  const others = (base?.calls ?? []).filter(({ tool }) => tool !== rule.tool)
  return readerOf({ ...kept, calls: [...others, rule] })
}

function recordFrom({ at, space, order, use }: ReaderMapping, before: RecordRule | undefined) {
  const { boxes, label, ...places } = at
  if ([at.question, at.text, at.dialogue, boxes].every((place) => place === undefined)) return undefined
  return {
    ...places,
    ...given({
      dialect: before?.dialect,
      boxes: boxes === undefined ? undefined : { at: boxes, space, order, use, ...given({ label }) },
    }),
  }
}

function ruleFrom({ at, tool, space, order, imageFrom }: ReaderMapping): CallRule | undefined {
  const four = corners.map((role) => at[role])
  const box = at.box ?? (four.every((place) => place !== undefined) ? four : undefined)
  if (box === undefined || tool.trim() === '') return undefined
  return {
    tool: tool.trim(),
    box: box as CallRule['box'], // a path, or all four of them
    space,
    order,
    ...given({ image: at.image, label: at.label }),
    ...(at.image === undefined ? {} : { imageFrom }),
  }
}
