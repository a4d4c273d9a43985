/** A thought or an answer: its text, edited in place; opened, the details of how it came about. */
import { useState } from 'react'
import { areForced } from '../../../app/trace/forced'
import { wordsExtent } from '../../../app/tokens/shown'
import { giverOf } from '../../session/document/giver'
import type { StepRow } from '../../session/document/rows'
import { useActions, useSession } from '../../use-session'
import { withShortData } from '../../words/short-data'
import { rowTypeWord } from '../../words/trace'
import { CommandButton } from '../../controls/CommandButton'
import { LinkButton } from '../../parts/Button'
import { Markdown } from '../../parts/Markdown'
import { CameBack } from './CameBack'
import { Details } from './Details'
import { KindBody } from './KindBody'
import { SiblingPicker } from './SiblingPicker'
import { TextEditor } from './TextEditor'
import { ForcedBadge } from './ForcedBadge'
import { TokenText } from './TokenText'
import { ToolOutput } from './ToolOutput'
import { t } from '../../language/text'

/** Letters of an answer that are shown large: beyond that it is a text to be read. */
const mostLarge = 160

/** One card of the story. */
export function TextCard({ row, selected }: { row: StepRow; selected: boolean }) {
  const session = useActions()
  const writing = useSession((s) => s.editing.writing?.id === row.id)
  const [original, setOriginal] = useState(false)
  const giver = useSession((s) => (row.added ? undefined : giverOf(s, row.step)))
  const { step, draft } = row
  if (step.type === 'observation') return null
  const changed = draft?.type === 'text'
  const shown = changed && !original ? draft.text : undefined
  const kind = step.type === 'thought' && shown === undefined ? step.kind : undefined
  return (
    <article
      className={giver === undefined ? 'card' : 'card given'}
      data-type={row.type}
      data-kind={kind?.type}
      data-selected={selected}
      data-stale={row.stale}
      data-removed={row.removed}
      data-steps={row.id}
      onClick={() => !selected && session.selection.step(row.id)}
    >
      <Head {...{ row, giver, changed }} editable={selected && !writing} />
      {writing ? (
        <TextEditor />
      ) : kind !== undefined && step.type === 'thought' ? (
        <KindBody step={step} kind={kind} selected={selected} />
      ) : (
        <Body {...{ row, step, changed }} text={shown ?? step.text} />
      )}
      <CameBack step={step} />
      {changed && !writing && (
        <div className="draft-row">
          <LinkButton onClick={() => setOriginal(!original)}>
            {original
              ? t('Show your text')
              : step.author.type === 'person'
                ? t('Show the text before')
                : t('Show what the model wrote')}
          </LinkButton>
          <LinkButton onClick={() => void session.steps.takeBack(row.id)}>{t('Revert')}</LinkButton>
        </div>
      )}
      {selected && !row.added && <Details row={row} />}
    </article>
  )
}

interface HeadProps {
  readonly row: StepRow
  readonly giver: ReturnType<typeof giverOf>
  /** There is a draft of its text. */
  readonly changed: boolean
  readonly editable: boolean
}

/** Number and type, and whose it is. */
function Head({ row, giver, changed, editable }: HeadProps) {
  const { step } = row
  const person = changed || (step.author.type === 'person' && giver === undefined)
  return (
    <header className="card-head">
      <span className="card-number">{row.number}</span>
      <span className="card-type">{giver === undefined ? rowTypeWord(row) : t(giver)}</span>
      {person && <span className="badge person">{t('edited by you')}</span>}
      {!changed && areForced([step]) && <ForcedBadge />}
      {row.removed && <span className="badge person">{t('removed by you')}</span>}
      {row.stale && <span className="badge">{t('from before the edit')}</span>}
      <span className="spacer" />
      <SiblingPicker step={row.id} />
      {editable && <CommandButton id="edit-text" icon="pencil" className="icon-button small" />}
    </header>
  )
}

interface BodyProps {
  readonly row: StepRow
  readonly step: Exclude<StepRow['step'], { type: 'observation' }>
  readonly changed: boolean
  readonly text: string
}

/** The text: with its tokens, as a tool gave it, or set. */
function Body({ row, step, changed, text }: BodyProps) {
  const session = useActions()
  const colours = useSession((s) => s.view.tokenColours)
  const extent = wordsExtent(step)
  return (
    <div
      className={row.type === 'answer' ? 'answer' : 'rationale'}
      data-words={!changed && step.author.type !== 'tool' ? row.id : undefined}
      data-long={text.length > mostLarge || undefined}
      data-testid={row.type === 'answer' ? 'answer' : undefined}
      onDoubleClick={() => session.writing.start(row.id)}
    >
      {colours && !changed && extent !== undefined && step.tokens !== undefined ? (
        <TokenText step={step} extent={extent} />
      ) : step.author.type === 'tool' ? (
        <ToolOutput text={text} />
      ) : (
        <Markdown text={withShortData(text)} />
      )}
    </div>
  )
}
