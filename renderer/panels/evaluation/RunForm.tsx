/** What to run over what: data, model, how it is scored; with and without looks in one go. */
import { useEffect, useState, type ReactNode } from 'react'
import { formatBytes } from '../../../app/bytes'
import { given } from '../../../app/given'
import type { DataInfo, KnownData } from '../../../app/host/evaluations'
import { toFailureData } from '../../../app/failure'
import { metrics, type MetricId } from '../../../app/metrics'
import { Select, TextField } from '../../parts/Field'
import { Form } from '../../parts/Form'
import { Button } from '../../parts/Button'
import { NumberField } from '../../parts/NumberField'
import { useActions, useSession } from '../../use-session'
import { SettingsPopover } from '../SettingsPopover'
import { ModelSelect } from '../ModelSelect'
import { HubData } from './HubData'
import { heard, t } from '../../language/text'
import { rich, code } from '../../language/rich'

type Looking = 'idle' | 'reading' | { readonly info: DataInfo } | { readonly problem: string }

/** What is chosen in the form, beside model and settings. */
interface RunChoice {
  /** Absent: the benchmark's own. */
  readonly metric: MetricId | ''
  /** A model's id. */
  readonly judge: string
  readonly baseline: boolean
  /** Samples from the start; 0: all. */
  readonly limit: number
  readonly concurrency: number
}

interface ChoiceProps {
  readonly choice: RunChoice
  readonly change: (part: Partial<RunChoice>) => void
}

/** The form; it starts one run or a pair of them. */
export function RunForm() {
  const [path, setPath] = useState('')
  const [choice, setChoice] = useState<RunChoice>({
    metric: '',
    judge: '',
    baseline: true,
    limit: 0,
    concurrency: 1,
  })
  const found = useInspected(path)
  const info = typeof found === 'object' && 'info' in found ? found.info : undefined
  const { ready, starting, start, pair } = useStart(info, choice)
  const { limit } = choice
  const count = limit === 0 ? (info?.count ?? 0) : Math.min(limit, info?.count ?? 0)
  const change = (part: Partial<RunChoice>) => setChoice({ ...choice, ...part })
  return (
    <Form className="run-form" aria-label={t('New run')} onSubmit={start}>
      <h2>{t('Run a model over a benchmark')}</h2>
      <p className="muted">
        {t(
          'Every question is asked, every answer scored as the benchmark’s own code does, every step kept: wrong answers can be opened and inspected.',
        )}
      </p>
      <DataField path={path} onChange={setPath} />
      <Found found={found} />
      <Field title={t('Model')}>
        <ModelSelect />
        <SettingsPopover />
      </Field>
      <Scoring {...{ choice, change, info }} />
      <Amounts {...{ choice, change, pair }} />
      <div className="run-form-foot">
        <Button submit primary disabled={!ready}>
          {starting ? t('Starting…') : startWords(count, pair)}
        </Button>
        <Cancel />
      </div>
    </Form>
  )
}

/** Starting what is chosen, once it can be. `pair`: with and without looks. */
function useStart(info: DataInfo | undefined, { metric, judge, baseline, limit, concurrency }: RunChoice) {
  const session = useActions()
  const model = useSession((s) => s.ask.model)
  const settings = useSession((s) => s.ask.settings)
  const [starting, setStarting] = useState(false)
  const scored = metric !== '' || info?.metric !== undefined
  const ready = info !== undefined && info.count > 0 && model !== undefined && scored && !starting
  const pair = baseline && settings.maxLooks > 0
  const start = async () => {
    if (!ready || info === undefined || model === undefined) return
    setStarting(true)
    await session.evaluations.start({
      data: info.path,
      model,
      settings,
      concurrency,
      baseline: pair,
      ...given({ metric: metric || undefined, judge: judge || undefined, limit: limit || undefined }),
    })
    setStarting(false)
  }
  return { ready, starting, start, pair }
}

/** The metric, and who judges what it cannot decide. */
function Scoring({ choice, change, info }: ChoiceProps & { readonly info: DataInfo | undefined }) {
  const models = useSession((s) => s.host.models)
  const { metric, judge } = choice
  const chosen = metric === '' ? info?.metric : metric
  const own =
    info?.metric === undefined
      ? t('choose a metric')
      : t('the benchmark’s own: {metric}', { metric: titleOf(info.metric) })
  const nobody = t('None (undecided answers count as wrong and are listed)')
  return (
    <>
      <Field title={t('Metric')}>
        <Select<MetricId | ''>
          label={t('Metric')}
          value={metric}
          options={[
            { value: '', words: own },
            ...metrics.map((m) => ({ value: m.id, words: heard(m.title) })),
          ]}
          onChange={(id) => change({ metric: id })}
        />
      </Field>
      {chosen !== undefined && <p className="muted small-text field-note">{aboutOf(chosen)}</p>}
      <Field title={t('Judge')}>
        <Select
          label={t('Judge')}
          value={judge}
          options={[{ value: '', words: nobody }, ...models.map((m) => ({ value: m.id, words: m.name }))]}
          onChange={(id) => change({ judge: id })}
        />
      </Field>
    </>
  )
}

/** How many samples, how many at once, and whether also without looks. */
function Amounts({ choice, change, pair }: ChoiceProps & { readonly pair: boolean }) {
  const noLooks = useSession((s) => s.ask.settings.maxLooks === 0)
  const { limit, concurrency } = choice
  return (
    <>
      <Field title={t('Samples')}>
        <NumberField
          label={t('Max samples')}
          {...{ value: limit, min: 0, max: 1e9, step: 10 }}
          onChange={(n) => change({ limit: n })}
        />
        <span className="muted">{limit === 0 ? t('0 = all') : t('from the start')}</span>
      </Field>
      <Field title={t('Concurrency')}>
        <NumberField
          label={t('Concurrency')}
          {...{ value: concurrency, min: 1, max: 64 }}
          onChange={(n) => change({ concurrency: n })}
        />
        <span className="muted">{t('Use > 1 with remote servers only')}</span>
      </Field>
      <label className="run-check-row">
        <input
          type="checkbox"
          checked={pair}
          disabled={noLooks}
          onChange={(e) => change({ baseline: e.target.checked })}
        />
        {t('Also run a no-look baseline')}
      </label>
    </>
  )
}

function Cancel() {
  const session = useActions()
  const none = useSession((s) => s.evaluations.list?.length === 0)
  if (none) return null
  return <Button onClick={() => session.evaluations.plan(false)}>{t('Cancel')}</Button>
}

function startWords(count: number, pair: boolean): string {
  if (count === 0) return t('Start')
  return pair
    ? t('Run {n, plural, one {# sample} other {# samples}} twice', { n: count })
    : t('Run {n, plural, one {# sample} other {# samples}}', { n: count })
}

function titleOf(id: string): string {
  return heard(metrics.find((m) => m.id === id)?.title ?? id)
}

function aboutOf(id: string): string {
  return heard(metrics.find((m) => m.id === id)?.about ?? '')
}

function Field({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="run-field">
      <span className="run-field-title">{title}</span>
      <span className="run-field-body">{children}</span>
    </div>
  )
}

/** The name; with its folder where another set has the same. */
function nameOf({ path, name }: KnownData, all: readonly KnownData[]): string {
  const folder = path.split(/[\\/]/).at(-2)
  return all.filter((other) => other.name === name).length > 1 ? `${folder}/${name}` : name
}

interface DataProps {
  readonly path: string
  readonly onChange: (path: string) => void
}

/** Data sets that are known, and any other by its path. */
function DataField({ path, onChange }: DataProps) {
  const session = useActions()
  const dialogs = useSession((s) => s.host.about?.dialogs === true)
  const [known, setKnown] = useState<readonly KnownData[] | undefined>(undefined)
  useEffect(() => {
    let gone = false
    void session.evaluations.knownData().then((found) => {
      if (gone) return
      setKnown(found)
      // The only one there is, besides the app's own, needs no choice.
      const given = found.filter((one) => one.builtIn !== true)
      const only = given.length === 0 ? found[0] : given.length === 1 ? given[0] : undefined
      if (only !== undefined) onChange(only.path)
    })
    return () => {
      gone = true
    }
  }, [session, onChange])
  return (
    <>
      {known !== undefined && known.length > 0 && (
        <div className="known-data" role="group" aria-label={t('Known data sets')}>
          {known.map((one) => (
            <Button
              small
              key={one.path}
              translate="no"
              aria-pressed={one.path === path}
              title={one.path}
              onClick={() => onChange(one.path)}
            >
              {nameOf(one, known)}
            </Button>
          ))}
        </div>
      )}
      {(dialogs || known?.length === 0) && <PathField {...{ path, onChange, dialogs }} />}
      <HubData
        onFetched={(fetched) => {
          onChange(fetched)
          void session.evaluations.knownData().then(setKnown)
        }}
      />
    </>
  )
}

/** Any data set by its path; where there is none to be chosen, where one is to be put. */
function PathField({ path, onChange, dialogs }: DataProps & { readonly dialogs: boolean }) {
  const folder = useSession((s) => s.host.about?.dataFolder)
  return (
    <Field title={t('Data')}>
      {dialogs ? (
        <TextField
          label={t('Path of the data set')}
          placeholder={t('a .tsv, .parquet or .jsonl file, or a folder')}
          spellCheck={false}
          value={path}
          onChange={onChange}
        />
      ) : (
        <span className="muted">
          {rich(
            'Put a data set (VLMEvalKit .tsv, lmms-eval .parquet, .jsonl) into <code>{folder}</code> on the machine that runs Relook, then open this form again.',
            { folder: `${folder ?? ''}/datasets`, code },
          )}
        </span>
      )}
    </Field>
  )
}

/** Looks into a data set when its path rests; a new path gives the old one up. */
function useInspected(path: string): Looking {
  const session = useActions()
  const [seen, setSeen] = useState<{ readonly path: string; readonly found: Looking }>({
    path: '',
    found: 'idle',
  })
  useEffect(() => {
    const end = new AbortController()
    const rest = setTimeout(() => {
      if (path.trim() === '') return
      session.evaluations.inspectData(path.trim(), end.signal).then(
        (info) => setSeen({ path, found: { info } }),
        (error: unknown) => {
          if (!end.signal.aborted) setSeen({ path, found: { problem: toFailureData(error).message } })
        },
      )
    }, 250)
    return () => {
      clearTimeout(rest)
      end.abort()
    }
  }, [session, path])
  if (path.trim() === '') return 'idle'
  return seen.path === path ? seen.found : 'reading'
}

function Found({ found }: { found: Looking }) {
  if (found === 'idle') return null
  if (found === 'reading')
    return (
      <p className="muted field-note" role="status">
        {t('Reading the data set…')}
      </p>
    )
  if ('problem' in found)
    return (
      <p className="field-note problem" role="alert">
        {heard(found.problem)}
      </p>
    )
  const { info } = found
  return (
    <div className="found-data" role="status">
      <div>
        <b translate="no">{heard(info.title)}</b>
        {' · '}
        {factsOf(info).join(' · ')}
      </div>
      {info.examples[0] !== undefined && (
        <div className="muted small-text example">
          “{info.examples[0].asked}” → <b>{info.examples[0].answer}</b>
        </div>
      )}
      {info.issues.length > 0 && (
        <div className="problem small-text">
          {t('{n, plural, one {One row is} other {# rows or more are}} not as expected', {
            n: info.issues.length,
          })}
          {'; '}
          {t('line {line}', { line: info.issues[0]?.line ?? '' })}
          {': '}
          {heard(info.issues[0]?.message ?? '')}
        </div>
      )}
    </div>
  )
}

/** How much of what is in a data set. */
function factsOf({ count: questions, categories, boxes, bytes }: DataInfo): readonly string[] {
  return [
    t('{n, plural, one {# question} other {# questions}}', { n: questions }),
    ...(categories > 0 ? [t('{n, plural, one {# category} other {# categories}}', { n: categories })] : []),
    ...(boxes > 0 ? [t('{n, number} with gold regions', { n: boxes })] : []),
    formatBytes(bytes),
  ]
}
