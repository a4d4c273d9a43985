/** The share dialog: in which form, what of it, how it is to look; then how far it is, and where it is. */
import { isFigure, isVideo, shareFormats, videoFormats, type ShareEvent } from '../../../app/host/sharing'
import { formatBytes } from '../../../app/bytes'
import { imageSides } from '../../../app/sharing/page'
import { Button } from '../../parts/Button'
import { WindowDialog } from '../../controls/WindowDialog'
import { NumberField } from '../../parts/NumberField'
import { shareChoices } from '../../session/share/share-service'
import type { ShareForm, ShareWhat } from '../../session/share/share-state'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'
import { shareWords } from '../../words/sharing'
import { Field, SelectField, TextField } from '../../parts/Field'
import { Form } from '../../parts/Form'
import { FigureParts } from './FigureParts'
import { FilmParts } from './FilmParts'

/** Open while the state says so. */
export function ShareDialog() {
  const session = useActions()
  return (
    <WindowDialog
      id="share"
      title={t(shareWords.title)}
      kind="share"
      onClose={session.share.close}
      first="input"
      testid="share"
    >
      <Form className="share-body" onSubmit={session.share.start}>
        <div className="share-choices">
          <Formats />
          <Parts />
        </div>
        <Outcome />
      </Form>
    </WindowDialog>
  )
}

function Formats() {
  const session = useActions()
  const format = useSession((s) => s.share.form.format)
  return (
    <fieldset className="share-formats">
      <legend className="hidden-title">{t(shareWords.format)}</legend>
      {[...shareFormats, ...videoFormats].map(({ id }) => (
        <label key={id} className="share-format" data-chosen={id === format}>
          <input
            type="radio"
            name="share-format"
            checked={id === format}
            aria-describedby="share-about"
            onChange={() => session.share.change({ format: id })}
          />
          <b>{t(shareWords.formats[id].name)}</b>
        </label>
      ))}
      <p id="share-about" className="share-about muted">
        {t(shareWords.formats[format].about)}
      </p>
    </fieldset>
  )
}

function Parts() {
  const session = useActions()
  const form = useSession((s) => s.share.form)
  const choices = useSession((s) => shareChoices(s).join(' ')).split(' ') as ShareWhat[] // joined so that the selector is stable
  const put = session.share.change
  return (
    <div className="form-rows">
      {choices.length > 1 && (
        <SelectField
          title={t(shareWords.what)}
          value={form.what}
          options={choices.map((value) => ({ value, words: t(shareWords.whats[value]) }))}
          onChange={(what) => put({ what })}
        />
      )}
      <Field title={t(shareWords.name)}>
        <TextField
          label={t(shareWords.name)}
          value={form.title}
          maxLength={300}
          onChange={(text) => put({ title: text })}
        />
      </Field>
      <FormatParts form={form} />
    </div>
  )
}

function FormatParts({ form }: { form: ShareForm }) {
  if (form.format === 'relook') return <p className="muted">{t(shareWords.whole)}</p>
  const film = form.format === 'gif' || isVideo(form.format)
  if (!film && !isFigure(form.format)) return <PageParts form={form} />
  return (
    <>
      {film ? <FilmParts form={form} /> : <FigureParts form={form} />}
      <WordsField form={form} />
    </>
  )
}

function PageParts({ form }: { form: ShareForm }) {
  const put = useActions().share.change
  return (
    <>
      {form.what === 'trace' && (
        <SelectField
          title={t(shareWords.branches)}
          value={form.branches}
          options={[
            { value: 'all', words: t(shareWords.allBranches) },
            { value: 'shown', words: t(shareWords.shownBranch) },
          ]}
          onChange={(branches) => put({ branches })}
        />
      )}
      <WordsField form={form} />
      <Field title={t(shareWords.images)} note={t(shareWords.left)}>
        <span className="share-side">
          <NumberField
            label={t(shareWords.images)}
            value={form.maxSide}
            min={imageSides.least}
            max={imageSides.most}
            onChange={(maxSide) => put({ maxSide: Math.round(maxSide) })}
          />
          {t(shareWords.pixels)}
        </span>
      </Field>
    </>
  )
}

function WordsField({ form }: { form: ShareForm }) {
  const put = useActions().share.change
  // A page marks each change; a figure and a film show how it is now.
  const marked = form.format === 'html' || form.format === 'site'
  return (
    <SelectField
      title={t(shareWords.words)}
      value={form.original ? 'original' : 'corrected'}
      options={[
        { value: 'corrected', words: t(marked ? shareWords.corrected : shareWords.changed) },
        { value: 'original', words: t(shareWords.original) },
      ]}
      onChange={(value) => put({ original: value === 'original' })}
    />
  )
}

function Outcome() {
  const session = useActions()
  const { made, failure } = useSession((s) => s.share)
  const making = made?.type === 'progress'
  return (
    <div className="share-end">
      {failure !== undefined && (
        <p className="share-failure" role="alert">
          {heard(failure.message)}
        </p>
      )}
      {made !== undefined && <Made made={made} />}
      <div className="share-buttons">
        {making ? (
          <Button key="cancel" onClick={session.share.cancel}>
            {t(shareWords.cancel)}
          </Button>
        ) : (
          <Button submit primary key="start">
            {t(shareWords.start)}
          </Button>
        )}
      </div>
    </div>
  )
}

function Made({ made }: { made: ShareEvent }) {
  if (made.type === 'dismissed') return null
  if (made.type === 'progress')
    return (
      <div className="share-progress" role="status">
        <progress aria-label={t(shareWords.progress)} max={made.total} value={made.done} />
        <span className="numbers">{shareWords.of(made.done, made.total)}</span>
      </div>
    )
  const left = Object.entries(made.left)
  return (
    <div role="status" className="share-done">
      <p>{shareWords.done({ traces: made.traces, images: made.images, size: formatBytes(made.bytes) })}</p>
      {left.map(([reason, count]) => (
        <p key={reason} className="muted">
          {shareWords.leftOut(count, reason)}
        </p>
      ))}
      {(made.notes ?? []).map((note) => (
        <p key={note} className="muted">
          {note}
        </p>
      ))}
      {made.path !== undefined && <p className="muted share-path">{made.path}</p>}
      {made.download !== undefined && (
        <a className="button" href={made.download} download={made.name}>
          {shareWords.download(made.name)}
        </a>
      )}
    </div>
  )
}
