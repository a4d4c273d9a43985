/** What to export and how. Every change is counted at once. */
import { dialectOf, dialects } from '../../../app/dialects'
import { writerOf, writers } from '../../../app/exports'
import { LinkButton } from '../../parts/Button'
import { NumberField } from '../../parts/NumberField'
import { Disclosure } from '../../parts/Disclosure'
import type { ExportWhat } from '../../session/exports/exports-state'
import type { State } from '../../session/state'
import { useActions, useSession } from '../../use-session'
import { Field, Select, SelectField, TextField } from '../../parts/Field'
import { Rewards } from './Rewards'
import { TagChoice } from './TagChoice'
import { exportChoices } from '../../session/exports/export-request'
import { heard, t } from '../../language/text'

/** The rows, the rare ones folded. */
export function ExportForm() {
  const session = useActions()
  const form = useSession((s) => s.exports.form)
  const put = session.exports.change
  return (
    <div className="form-rows export-form">
      <What />
      <Shape />
      <Rewards />
      <SelectField
        title={t('Text')}
        value={form.words}
        options={[
          { value: 'corrected', words: t('corrected') },
          { value: 'original', words: t('original (as the model wrote it)') },
        ]}
        onChange={(words) => put({ words })}
      />
      <SelectField
        title={t('Reviews')}
        value={form.verdict}
        options={[
          { value: 'any', words: t('all, reviewed or not') },
          { value: 'reviewed', words: t('reviewed only (rejected ones, too)') },
          { value: 'accepted', words: t('accepted only') },
        ]}
        onChange={(verdict) => put({ verdict })}
      />
      <Splits />
      <Field title={t('Name')}>
        <TextField
          label={t('Name of the data set')}
          value={form.name}
          maxLength={80}
          onChange={(text) => put({ name: text })}
        />
      </Field>
      <Disclosure title={t('More')}>
        <More />
      </Disclosure>
    </div>
  )
}

function What() {
  const session = useActions()
  const what = useSession((s) => s.exports.form.what)
  const choices = useSession((s) => exportChoices(s).join(' '))
  const words = useSession(whatWords)
  const values = choices.split(' ') as ExportWhat[] // joined above, so that the selector gives a stable value
  return (
    <SelectField
      title={t('What')}
      value={what}
      options={values.map((value) => ({ value, words: words.split('\n')[order.indexOf(value)] ?? value }))}
      onChange={(next) => session.exports.change({ what: next })}
    />
  )
}

const order: readonly ExportWhat[] = ['trace', 'file', 'all']

function whatWords(s: State): string {
  const name = s.collections.list?.find((c) => c.id === s.collections.id)?.name ?? t('the file')
  const { found } = s.collections
  const file =
    found === undefined
      ? name
      : t('{n, plural, one {# trace} other {# traces}} of {name}', { n: found.total, name })
  return [t('this trace'), file, t('all projects of this data folder')].join('\n')
}

function Shape() {
  const session = useActions()
  const { writer: id, dialect } = useSession((s) => s.exports.form)
  const writer = writerOf(id)
  const options = writers.map((w) => ({ value: w.id as string, words: heard(w.title) }))
  const dialectChoices = [
    { value: '', words: t('each trace’s own') },
    ...dialects.map((d) => ({ value: d.id as string, words: d.name })),
  ]
  const fixed = writer?.dialect === undefined ? undefined : dialectOf(writer.dialect)
  return (
    <>
      <SelectField
        title={t('Format')}
        note={writer && heard(writer.about)}
        value={id}
        options={options}
        onChange={(next) => session.exports.change({ writer: next })}
      />
      <Field title={t('Dialect')}>
        {fixed === undefined ? (
          <Select
            label={t('Dialect')}
            value={dialect ?? ''}
            options={dialectChoices}
            onChange={(next) => session.exports.change({ dialect: next === '' ? undefined : next })}
          />
        ) : (
          <span className="export-fixed">{t('{name}, as the format requires', { name: fixed.name })}</span>
        )}
      </Field>
    </>
  )
}

function Splits() {
  const session = useActions()
  const { dev, test, seed } = useSession((s) => s.exports.form)
  return (
    <Field title={t('Splits')} note={t('By image: none is in two splits.')}>
      <span className="export-splits">
        <span className="muted">
          {t('{value} % train', { value: Math.round((100 - dev - test) * 10) / 10 })}
        </span>
        <label>
          <NumberField
            label={t('Dev share in percent')}
            value={dev}
            min={0}
            max={100 - test}
            onChange={(value) => session.exports.change({ dev: value })}
          />
          {t('% dev')}
        </label>
        <label>
          <NumberField
            label={t('Test share in percent')}
            value={test}
            min={0}
            max={100 - dev}
            onChange={(value) => session.exports.change({ test: value })}
          />
          {t('% test')}
        </label>
        <label>
          {t('seed')}
          <NumberField
            label={t('Seed of the split')}
            value={seed}
            min={0}
            max={2 ** 31 - 1}
            onChange={(value) => session.exports.change({ seed: value })}
          />
        </label>
      </span>
    </Field>
  )
}

function More() {
  const session = useActions()
  const { branches, pixels, writer: id, dialect } = useSession((s) => s.exports.form)
  const writer = writerOf(id)
  const most = writer?.budgets ?? dialectOf(writer?.dialect ?? dialect ?? 'vlm-r3')?.budgets
  const standard = most?.image.maxPixels ?? 784
  return (
    <div className="form-rows">
      <SelectField
        title={t('Branches')}
        value={branches}
        options={[
          { value: 'main', words: t('main branch only') },
          { value: 'all', words: t('all branches') },
        ]}
        onChange={(next) => session.exports.change({ branches: next })}
      />
      <Field
        title={t('Image size')}
        note={t('Max image pixels used in training; box coordinates refer to the resized image.')}
      >
        <span className="export-pixels">
          <NumberField
            label={t('Max pixels of the whole image')}
            value={pixels ?? standard}
            min={784}
            max={100_000_000}
            step={784}
            changed={pixels !== undefined}
            onChange={(value) => session.exports.change({ pixels: value === standard ? undefined : value })}
          />
          {pixels !== undefined && (
            <LinkButton onClick={() => session.exports.change({ pixels: undefined })}>
              {t('Default')}
            </LinkButton>
          )}
        </span>
      </Field>
      <TagChoice />
    </div>
  )
}
