/** The conditions one can set, each with how many traces have it where that is known. Takes effect at once. */
import { triedKinds } from '../../../app/explain/verdict'
import { msg } from '../../../app/message'
import type { Counts, TraceQuery } from '../../../app/host/collections'
import { Field, SelectField, type Option } from '../../parts/Field'
import { NumberField } from '../../parts/NumberField'
import { flagWord, manyLooks, reviewChoice } from '../../words/collections'
import { triedWords } from '../../words/looks'
import { useActions, useSession } from '../../use-session'
import { openCollectionOf } from '../../session/collections/open-collection'
import { t, formatNumber } from '../../language/text'
import { outcomeWords } from '../../words/evaluations'

type Key = Exclude<keyof TraceQuery, 'text'>

const reviews = ['none', 'any', 'accepted', 'rejected', 'flagged', 'skipped'] as const

/** One row per condition. */
export function FilterForm() {
  const session = useActions()
  const query = useSession((s) => s.collections.query)
  const counts = useSession((s) => openCollectionOf(s)?.counts)
  const missing = useSession((s) => openCollectionOf(s)?.missing ?? 0)
  const put =
    <K extends Key>(key: K) =>
    (value: TraceQuery[K]) => {
      const { [key]: _before, ...rest } = query
      session.collections.narrow(value === undefined ? rest : { ...rest, [key]: value })
    }
  const confidence = {
    title: t('Coordinate confidence'),
    least: t('Min confidence'),
    most: t('Max confidence'),
  }
  const iou = { title: t('IoU with gold'), least: t('Min IoU'), most: t('Max IoU') }
  const flags = namedOptions(counts?.flags, query.flag, flagWord)
  const tags = namedOptions(counts?.tags, query.tag, (tag) => tag)
  const image = query.missing === undefined ? undefined : query.missing ? 'missing' : 'available'
  return (
    <div className="form-rows">
      <Choice
        title={t('Verdict')}
        value={query.verdict}
        options={verdictOptions(counts)}
        onChange={put('verdict')}
      />
      <LooksRow looks={query.looks} onChange={put('looks')} />
      <ShareRow words={iou} range={query.iou} onChange={put('iou')} />
      <ShareRow words={confidence} range={query.confidence} onChange={put('confidence')} />
      <Choice
        title={t('Looks tried')}
        value={query.tried}
        options={triedOptions(counts)}
        onChange={put('tried')}
      />
      <Choice title={t('Flag')} value={query.flag} options={flags} onChange={put('flag')} />
      <Choice title={t('Tag')} value={query.tag} options={tags} onChange={put('tag')} />
      <Choice
        title={t('Review')}
        value={query.review}
        options={reviewOptions(counts)}
        onChange={put('review')}
      />
      <Choice
        title={t('Image')}
        value={image}
        options={imageOptions(missing)}
        onChange={(v) => put('missing')(v === undefined ? undefined : v === 'missing')}
      />
    </div>
  )
}

const verdicts = ['right', 'wrong', 'unknown'] as const

interface Counted<T extends string> extends Option<T> {
  readonly count?: number | undefined
}

function verdictOptions(counts: Counts | undefined) {
  return verdicts.map((value) => ({
    value,
    words: value === 'unknown' ? t('none in the file') : t(outcomeWords[value]),
    count: counts?.[value],
  }))
}

function triedOptions(counts: Counts | undefined) {
  return triedKinds.map((value) => ({
    value,
    words: triedWords(value),
    count: value === 'none' ? undefined : counts?.tried[value],
  }))
}

function reviewOptions(counts: Counts | undefined) {
  return reviews.map((value) => ({
    value,
    words: reviewChoice(value),
    count: value === 'none' || value === 'any' ? undefined : counts?.reviews[value],
  }))
}

function imageOptions(missing: number) {
  const lost = missing > 0 ? t('missing ({n, number} in the file)', { n: missing }) : t('missing')
  return [
    { value: 'available', words: t('available') },
    { value: 'missing', words: lost },
  ] as const
}

/** Names with their counts, the commonest first; the chosen one even when the file has it no more. */
function namedOptions(
  counts: Readonly<Record<string, number>> | undefined,
  chosen: string | undefined,
  words: (name: string) => string,
): readonly Counted<string>[] {
  const known = Object.entries(counts ?? {}).toSorted(([, a], [, b]) => b - a)
  const all = known.map(([value, count]) => ({ value, words: words(value), count }))
  const lost = chosen !== undefined && counts?.[chosen] === undefined
  return lost ? [...all, { value: chosen, words: words(chosen), count: undefined }] : all
}

interface ChoiceProps<T extends string> {
  readonly title: string
  readonly value: T | undefined
  readonly options: readonly Counted<T>[]
  readonly onChange: (value: T | undefined) => void
}

function Choice<T extends string>({ title, value, options, onChange }: ChoiceProps<T>) {
  const any = { value: '', words: options.length === 0 ? t('none found') : t('any') } as const
  const told = options.map(({ count, ...o }) => ({
    ...o,
    words: count === undefined ? o.words : `${o.words} (${formatNumber(count)})`,
  }))
  return (
    <SelectField<T | ''>
      title={title}
      value={value ?? ''}
      disabled={options.length === 0}
      options={[any, ...told]}
      onChange={(chosen) => onChange(chosen === '' ? undefined : chosen)}
    />
  )
}

const lookChoices = [
  { value: '0', words: msg('none'), looks: { min: 0, max: 0 } },
  { value: '1', words: msg('one'), looks: { min: 1, max: 1 } },
  { value: '1+', words: msg('one or more'), looks: { min: 1, max: manyLooks } },
  { value: '2+', words: msg('two or more'), looks: { min: 2, max: manyLooks } },
  { value: '4+', words: msg('four or more'), looks: { min: 4, max: manyLooks } },
] as const

function LooksRow({
  looks,
  onChange,
}: {
  looks: TraceQuery['looks']
  onChange: (l: TraceQuery['looks']) => void
}) {
  const chosen = lookChoices.find((c) => c.looks.min === looks?.min && c.looks.max === looks.max)
  return (
    <Choice
      title={t('Looks')}
      value={chosen?.value}
      options={lookChoices.map(({ value, words }) => ({ value, words: t(words) }))}
      onChange={(v) => onChange(lookChoices.find((c) => c.value === v)?.looks)}
    />
  )
}

interface ShareProps {
  readonly words: { readonly title: string; readonly least: string; readonly most: string }
  readonly range: TraceQuery['iou']
  readonly onChange: (range: TraceQuery['iou']) => void
}

/** A share, from and to; the whole range is no condition. */
function ShareRow({ words, range, onChange }: ShareProps) {
  const { min, max } = range ?? { min: 0, max: 1 }
  const put = (next: { min: number; max: number }) =>
    onChange(next.min <= 0 && next.max >= 1 ? undefined : next)
  return (
    <Field title={words.title}>
      <span className="form-range">
        <NumberField
          label={words.least}
          value={min}
          min={0}
          max={1}
          step={0.1}
          onChange={(v) => put({ min: v, max: Math.max(v, max) })}
        />
        –
        <NumberField
          label={words.most}
          value={max}
          min={0}
          max={1}
          step={0.1}
          onChange={(v) => put({ min: Math.min(min, v), max: v })}
        />
      </span>
    </Field>
  )
}
