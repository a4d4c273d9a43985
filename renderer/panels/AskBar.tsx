/** Where the question is asked: text, model, settings, Run or Stop. */
import { useState, type KeyboardEvent } from 'react'
import { canRun } from '../commands/run-commands'
import { CommandButton } from '../controls/CommandButton'
import { NoticeView } from '../controls/NoticeView'
import { isRunning } from '../session/document/rows'
import { isReviewing } from '../session/view/mode'
import { performCommand } from '../commands'
import { Button, LinkButton } from '../parts/Button'
import { useActions, useSession } from '../use-session'
import { ModelSelect } from './ModelSelect'
import { firstOffer } from '../../app/host/catalogue'
import { OfferButton } from './models/OfferButton'
import { ConnectServer, useOffers } from './models/Offers'
import { SettingsPopover } from './SettingsPopover'
import { t } from '../language/text'

/** One line that grows; Enter runs. In review mode nothing is asked: its room is the image’s. */
export function AskBar() {
  const running = useSession((s) => isRunning(s) || s.ask.starting)
  const reviewing = useSession(isReviewing)
  return (
    <div className="ask">
      <NoticeView place="ask" />
      {(running || !reviewing) && <Composer running={running} />}
    </div>
  )
}

function Composer({ running }: { readonly running: boolean }) {
  const session = useActions()
  const question = useSession((s) => s.ask.question)
  const ready = useSession(canRun)
  const fresh = useSession((s) => s.document.branch === undefined)
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && !running) return event.currentTarget.blur()
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    // Away from the field, so that arrows, Space and letters are for the run now.
    event.currentTarget.blur()
    if (!running) void session.ask.run()
  }
  return (
    <>
      <DomainHint />
      <SpecialHint />
      <div className="ask-box">
        <textarea
          className="question"
          dir="auto"
          data-testid="question"
          aria-label={t('Question')}
          autoFocus={fresh}
          placeholder={t('Ask about this image…')}
          rows={1}
          value={question}
          onChange={(e) => session.ask.setQuestion(e.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="ask-row">
          <ModelSelect />
          <SettingsPopover />
          <span className="spacer" />
          <CommandButton id="duel" icon="panel" />
          <CommandButton id="sample-rollouts" icon="branches" />
          {running ? (
            <CommandButton id="stop" icon="stop" className="button stop" testid="stop">
              {t('Stop')} <kbd translate="no">Esc</kbd>
            </CommandButton>
          ) : (
            <Button
              primary
              data-testid="run"
              disabled={!ready}
              onClick={() => performCommand(session, 'run')}
            >
              {t('Run')} <kbd>⏎</kbd>
            </Button>
          )}
        </div>
      </div>
    </>
  )
}

/** How Qwen's special tokens are written; other families' look alike. */
const special = /<\|[\w-]+\|>|<\/?tool_call>/g

/** Special tokens in the question, before they are sent, and the choice to send them as text. */
function SpecialHint() {
  const session = useActions()
  const question = useSession((s) => s.ask.question)
  const plain = useSession((s) => s.ask.settings.plainQuestion === true)
  const served = useSession((s) => s.host.models.find((m) => m.id === s.ask.model)?.server !== undefined)
  const found = [...new Set(question.match(special) ?? [])]
  if (found.length === 0) return null
  const [is, are] =
    found.length > 1 ? [t('are special tokens'), t('they are')] : [t('is a special token'), t('it is')]
  return (
    <p className="hint domain-hint" data-testid="special-tokens">
      <span>
        <code>{found.join(' ')}</code> {is}:{' '}
        {served
          ? t('what becomes of that is up to the server.')
          : plain
            ? t('{are} sent as plain text.', { are })
            : t('{are} read as such, not as text.', { are })}
      </span>
      {!served && (
        <LinkButton onClick={() => session.ask.setPlainQuestion(!plain)}>
          {plain ? t('Send as special') : t('Send as plain text')}
        </LinkButton>
      )}
    </p>
  )
}

/** Says kindly what the model was made for, when it is given something else. */
function DomainHint() {
  const domain = useSession((s) => s.host.models.find((m) => m.id === s.ask.model)?.domain)
  const name = useSession((s) => s.host.models.find((m) => m.id === s.ask.model)?.name)
  const image = useSession((s) => s.document.project?.image.name)
  const ownImage = useSession(
    (s) => !s.host.samples.some((sample) => sample.file === image || sample.title === image),
  )
  const [closed, setClosed] = useState(false)
  const foreign = useSession((s) => s.collections.id !== undefined)
  if (domain === undefined || !ownImage || closed || foreign) return null
  return (
    <div className="hint domain-hint domain-offer" data-testid="domain-hint">
      {t('{name} was made for {domain}. On other images its answers are guesses.', {
        name: name ?? '',
        domain: domain.replace(/\.$/, ''),
      })}
      <LinkButton onClick={() => setClosed(true)}>{t('Got it')}</LinkButton>
      <OwnImageModel />
    </div>
  )
}

/** The way on: a model that reads it, or a server with one. Once it is here, it is asked what stands here. */
function OwnImageModel() {
  const session = useActions()
  const offers = useOffers()
  const memory = useSession((s) => s.modelStore.memory?.total)
  const first = firstOffer(offers, memory)
  if (first === undefined)
    return (
      <p className="small-text">
        <ConnectServer />
      </p>
    )
  return (
    <p className="domain-offer-row">
      <OfferButton offer={first} named />
      {offers.length > 1 && (
        <LinkButton onClick={() => session.view.showDialog('models')}>{t('Others…')}</LinkButton>
      )}
      <span className="muted small-text">
        <ConnectServer />
      </span>
    </p>
  )
}
