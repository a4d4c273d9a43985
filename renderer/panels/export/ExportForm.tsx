/** What to export and how. Every change is counted at once. */
import { useMemo } from 'react'
import { dialectOf, dialects } from '../../../app/dialects'
import { writerOf, writers } from '../../../app/exports'
import { NumberField } from '../../parts/NumberField'
import { Disclosure } from '../../parts/Disclosure'
import { countWords } from '../../words/collections'
import type { ExportWhat } from '../../session/exports/exports-state'
import type { State } from '../../session/state'
import { useActions, useSession } from '../../use-session'
import { Field, Select } from './Field'
import { Rewards } from './Rewards'
import { TagChoice } from './TagChoice'
import { exportChoices } from '../../session/exports/export-request'

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
      <Field title="Words">
        <Select
          label="Words"
          value={form.words}
          options={[
            { value: 'corrected', words: 'as corrected' },
            { value: 'original', words: 'as the model wrote them' },
          ]}
          onChange={(words) => put({ words })}
        />
      </Field>
      <Field title="Reviews">
        <Select
          label="Reviews"
          value={form.verdict}
          options={[
            { value: 'any', words: 'all, decided or not' },
            { value: 'reviewed', words: 'only what somebody decided on' },
            { value: 'accepted', words: 'only what was accepted' },
          ]}
          onChange={(verdict) => put({ verdict })}
        />
      </Field>
      <Splits />
      <Field title="Name">
        <input
          className="name-field"
          aria-label="Name of the data set"
          value={form.name}
          maxLength={80}
          onChange={(e) => put({ name: e.target.value })}
        />
      </Field>
      <Disclosure title="More">
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
    <Field title="What">
      <Select
        label="What"
        value={what}
        options={values.map((value) => ({ value, words: words.split('\n')[order.indexOf(value)] ?? value }))}
        onChange={(next) => session.exports.change({ what: next })}
      />
    </Field>
  )
}

const order: readonly ExportWhat[] = ['trace', 'file', 'all']

function whatWords(s: State): string {
  const name = s.collections.list?.find((c) => c.id === s.collections.id)?.name ?? 'the file'
  const found = s.collections.found === undefined ? '' : `${countWords(s.collections.found.total)} traces of `
  return ['this trace', `${found}${name}`, 'all projects of this data folder'].join('\n')
}

function Shape() {
  const session = useActions()
  const { writer: id, dialect } = useSession((s) => s.exports.form)
  const writer = writerOf(id)
  const options = useMemo(() => writers.map((w) => ({ value: w.id as string, words: w.title })), [])
  const languages = [
    { value: '', words: 'each trace’s own' },
    ...dialects.map((d) => ({ value: d.id as string, words: d.name })),
  ]
  const fixed = writer?.dialect === undefined ? undefined : dialectOf(writer.dialect)
  return (
    <>
      <Field title="Shape" {...(writer === undefined ? {} : { note: writer.about })}>
        <Select
          label="Shape"
          value={id}
          options={options}
          onChange={(next) => session.exports.change({ writer: next })}
        />
      </Field>
      <Field title="Language">
        {fixed === undefined ? (
          <Select
            label="Language"
            value={dialect ?? ''}
            options={languages}
            onChange={(next) => session.exports.change({ dialect: next === '' ? undefined : next })}
          />
        ) : (
          <span className="export-fixed">{fixed.name}, as the shape wants it</span>
        )}
      </Field>
    </>
  )
}

function Splits() {
  const session = useActions()
  const { dev, test, seed } = useSession((s) => s.exports.form)
  return (
    <Field title="Splits" note="By picture: none is in two splits.">
      <span className="export-splits">
        <span className="muted">{Math.round((100 - dev - test) * 10) / 10} % train</span>
        <label>
          <NumberField
            label="Dev share in percent"
            value={dev}
            min={0}
            max={100 - test}
            onChange={(value) => session.exports.change({ dev: value })}
          />
          % dev
        </label>
        <label>
          <NumberField
            label="Test share in percent"
            value={test}
            min={0}
            max={100 - dev}
            onChange={(value) => session.exports.change({ test: value })}
          />
          % test
        </label>
        <label>
          seed
          <NumberField
            label="Seed of the split"
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
      <Field title="Branches">
        <Select
          label="Branches"
          value={branches}
          options={[
            { value: 'main', words: 'the main one of each trace' },
            { value: 'all', words: 'all of each trace' },
          ]}
          onChange={(next) => session.exports.change({ branches: next })}
        />
      </Field>
      <Field
        title="Picture size"
        note="Most pixels the trainer gives the whole image; box numbers count in it."
      >
        <span className="export-pixels">
          <NumberField
            label="Most pixels of the whole image"
            value={pixels ?? standard}
            min={784}
            max={100_000_000}
            step={784}
            changed={pixels !== undefined}
            onChange={(value) => session.exports.change({ pixels: value === standard ? undefined : value })}
          />
          {pixels !== undefined && (
            <button
              type="button"
              className="link"
              onClick={() => session.exports.change({ pixels: undefined })}
            >
              as published
            </button>
          )}
        </span>
      </Field>
      <TagChoice />
    </div>
  )
}
