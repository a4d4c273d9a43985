/** The conditions one can set, each with how many traces have it where that is known. Takes effect at once. */
import type { ReactNode } from 'react'
import { triedKinds } from '../../../app/explain/verdict'
import { msg } from '../../../app/message'
import type { Counts, TraceQuery } from '../../../app/host/collections'
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
  const put = <K extends Key>(key: K, value: TraceQuery[K]) => {
    const { [key]: _before, ...rest } = query
    session.collections.narrow(value === undefined ? rest : { ...rest, [key]: value })
  }
  return (
    <div className="form-rows">
      <Choice
        title={t('Verdict')}
        value={query.verdict ?? ''}
        options={verdictOptions(counts)}
        onChange={(v) =>
          put(
            'verdict',
            verdicts.find((known) => known === v),
          )
        }
      />
      <LooksRow looks={query.looks} onChange={(looks) => put('looks', looks)} />
      <ShareRow
        words={{ title: t('IoU with gold'), least: t('Min IoU'), most: t('Max IoU') }}
        range={query.iou}
        onChange={(iou) => put('iou', iou)}
      />
      <ShareRow
        words={{
          title: t('Coordinate confidence'),
          least: t('Min confidence'),
          most: t('Max confidence'),
        }}
        range={query.confidence}
        onChange={(confidence) => put('confidence', confidence)}
      />
      <Choice
        title={t('Looks tried')}
        value={query.tried ?? ''}
        options={triedKinds.map((value) => ({
          value,
          words: triedWords(value),
          count: value === 'none' ? undefined : counts?.tried[value],
        }))}
        onChange={(v) =>
          put(
            'tried',
            triedKinds.find((known) => known === v),
          )
        }
      />
      <Choice
        title={t('Flag')}
        value={query.flag ?? ''}
        options={namedOptions(counts?.flags, query.flag, flagWord)}
        onChange={(flag) => put('flag', flag === '' ? undefined : flag)}
      />
      <Choice
        title={t('Tag')}
        value={query.tag ?? ''}
        options={namedOptions(counts?.tags, query.tag, (tag) => tag)}
        onChange={(tag) => put('tag', tag === '' ? undefined : tag)}
      />
      <Choice
        title={t('Review')}
        value={query.review ?? ''}
        options={reviews.map((value) => ({
          value,
          words: reviewChoice(value),
          count: reviewCount(value, counts),
        }))}
        onChange={(v) =>
          put(
            'review',
            reviews.find((known) => known === v),
          )
        }
      />
      <Choice
        title={t('Image')}
        value={query.missing === undefined ? '' : String(query.missing)}
        options={[
          { value: 'false', words: t('available') },
          {
            value: 'true',
            words: missing > 0 ? t('missing ({n, number} in the file)', { n: missing }) : t('missing'),
          },
        ]}
        onChange={(v) => put('missing', v === '' ? undefined : v === 'true')}
      />
    </div>
  )
}

const verdicts = ['right', 'wrong', 'unknown'] as const

interface Option {
  readonly value: string
  readonly words: string
  readonly count?: number | undefined
}

function verdictOptions(counts: Counts | undefined): readonly Option[] {
  return verdicts.map((value) => ({
    value,
    words: value === 'unknown' ? t('none in the file') : t(outcomeWords[value]),
    count: counts?.[value],
  }))
}

function reviewCount(review: (typeof reviews)[number], counts: Counts | undefined): number | undefined {
  return review === 'none' || review === 'any' ? undefined : counts?.reviews[review]
}

/** Names with their counts, the commonest first; the chosen one even when the file has it no more. */
function namedOptions(
  counts: Readonly<Record<string, number>> | undefined,
  chosen: string | undefined,
  words: (name: string) => string,
): readonly Option[] {
  const known = Object.entries(counts ?? {}).toSorted(([, a], [, b]) => b - a)
  const all = known.map(([value, count]) => ({ value, words: words(value), count }))
  const lost = chosen !== undefined && counts?.[chosen] === undefined
  return lost ? [...all, { value: chosen, words: words(chosen), count: undefined }] : all
}

function Row({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="form-row">
      <span>{title}</span>
      {children}
    </div>
  )
}

interface ChoiceProps {
  readonly title: string
  readonly value: string
  readonly options: readonly Option[]
  readonly onChange: (value: string) => void
}

function Choice({ title, value, options, onChange }: ChoiceProps) {
  return (
    <Row title={title}>
      <select
        className="plain-select"
        aria-label={title}
        value={value}
        disabled={options.length === 0}
        onChange={(e) => onChange(e.target.value)}
      >
        <option value="">{options.length === 0 ? t('none found') : t('any')}</option>
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.words}
            {o.count === undefined ? '' : ` (${formatNumber(o.count)})`}
          </option>
        ))}
      </select>
    </Row>
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
      value={chosen?.value ?? ''}
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
    <Row title={words.title}>
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
    </Row>
  )
}
