/** What the selected words attended to: which weights, the image and each crop under heat, and how much fell on the words before. */
import type { AttentionView } from '../../../app/host/explain'
import { wordsAsked } from '../../session/attention/attention-rows'
import type { AttendedWords } from '../../session/attention/attention-state'
import { LinkButton } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { HeatRamp } from './HeatRamp'
import { heard, t } from '../../language/text'
import { AttentionImages } from './AttentionImages'
import { AttentionWeights } from './AttentionWeights'

/** Under the bar of tokens, while it is wanted. */
export function Attention() {
  const session = useActions()
  const on = useSession((s) => s.attention.on)
  const shown = useSession((s) => s.attention.shown)
  const asking = useSession((s) => s.attention.asking)
  const failure = useSession((s) => s.attention.failure)
  const asked = useSession((s) => (s.attention.on ? wordsAsked(s) !== undefined : false))
  if (!on) return null
  return (
    <section className="attention" aria-label={t('Attention')} data-testid="attention" aria-busy={asking}>
      <div className="attention-head">
        <h2>{t('Attention')}</h2>
        {shown !== undefined && <AttentionWeights view={shown.view} />}
      </div>
      {!asked && <p className="muted small-text">{t('Select a step, or a token of it.')}</p>}
      {asked && shown === undefined && asking && (
        <p className="small-text" role="status">
          {t('Reading the context…')} <progress aria-label={t('Reading the context…')} />
        </p>
      )}
      {failure !== undefined && (
        <p className="small-text" role="alert">
          {heard(failure.message)} <LinkButton onClick={session.attention.again}>{t('Try again')}</LinkButton>
        </p>
      )}
      {shown !== undefined && <Said view={shown.view} what={shown.words.what} />}
    </section>
  )
}

function Said({ view, what }: { view: AttentionView; what: AttendedWords['what'] }) {
  const images = view.images.reduce((sum, { share }) => sum + share, 0)
  const words = Math.max(0, 1 - images)
  const percent = (share: number) => Math.round(100 * share)
  return (
    <>
      <AttentionImages images={view.images} />
      <div className="why-legend" aria-hidden="true">
        <span>{t('none')}</span>
        <HeatRamp />
        <span>{t('most')}</span>
      </div>
      <p className="small-text" data-testid="attention-said">
        {lookedBack(what, { images: percent(images), words: percent(words) })}
      </p>
      <p className="muted small-text">
        {t(
          'Attention is where the weights went, not what the answer needed: hide parts of the image to ask that.',
        )}
      </p>
    </>
  )
}

function lookedBack(
  what: AttendedWords['what'],
  shares: { readonly images: number; readonly words: number },
): string {
  switch (what) {
    case 'step':
      return t(
        'To write this step the model looked back at images for {images} % and at words for {words} %.',
        shares,
      )
    case 'words':
      return t(
        'To write these words the model looked back at images for {images} % and at words for {words} %.',
        shares,
      )
    case 'token':
      return t(
        'To write this token the model looked back at images for {images} % and at words for {words} %.',
        shares,
      )
  }
}
