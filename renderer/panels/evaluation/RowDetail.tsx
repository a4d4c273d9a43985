/** One row in full: picture with looks and gold, what was asked and said, how it was judged, a person's verdict over it. */
import { useState } from 'react'
import { imageAddress } from '../../../app/addresses'
import type { Box } from '../../../app/geometry/box'
import { iouOf, judgementOf, type ResultRow } from '../../../app/metrics/result'
import { TextField } from '../../parts/Field'
import { Form } from '../../parts/Form'
import { Button, IconButton, LinkButton } from '../../parts/Button'
import { Disclosure } from '../../parts/Disclosure'
import { Icon } from '../../parts/Icon'
import { onEscape } from '../../parts/on-escape'
import { percent, verdictMarks, outcomeWords } from '../../words/evaluations'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'

/** The right column of the area. */
export function RowDetail() {
  const session = useActions()
  const id = useSession((s) => s.evaluations.item)
  const chosen = useSession((s) => s.evaluations.chosen)
  const runRows = useSession((s) => s.evaluations.rows)
  const found = chosen.flatMap((run) => {
    const row = runRows[run]?.find((one) => one.item.id === id)
    return row === undefined ? [] : [{ run, row }]
  })
  const [first] = found
  return (
    <aside className="row-detail" aria-label={t('Row')}>
      <div className="row-detail-head">
        <h2 className="clip">
          {first === undefined ? t('No result yet') : t('Row {id}', { id: first.row.item.id })}
        </h2>
        <IconButton
          icon="close"
          label={t('Close the row')}
          onClick={() => session.evaluations.showResult(undefined)}
        />
      </div>
      {first !== undefined && (
        <div className="row-detail-body">
          <Asked row={first.row} />
          {found.map(({ run, row }) => (
            <RunSaid key={`${run} ${row.item.id}`} run={run} row={row} />
          ))}
        </div>
      )}
    </aside>
  )
}

function Asked({ row: { item, asked, image } }: { row: ResultRow }) {
  return (
    <>
      <p className="row-asked">{asked}</p>
      <p className="row-gold">
        <span className="muted">{t('Gold')}</span> <b>{item.answer}</b>
        {item.category !== undefined && <span className="muted"> · {item.category}</span>}
      </p>
      {image === undefined && <p className="muted">{t('This row has no image.')}</p>}
    </>
  )
}

function RunSaid({ run, row }: { run: string; row: ResultRow }) {
  const session = useActions()
  const name = useSession((s) => s.evaluations.list?.find((e) => e.id === run)?.name ?? run)
  const judgement = judgementOf(row)
  const iou = iouOf(row)
  const failed = row.failure !== undefined && row.override === undefined
  const state = failed ? 'failed' : judgement.state
  return (
    <section className="run-said" aria-label={name}>
      <h3 className="clip">{name}</h3>
      <Picture row={row} />
      <p className="said-line">
        <span className="judgement" data-state={state}>
          {verdictMarks[state]} {t(outcomeWords[state])}
          {state === 'partial' && ` ${percent(judgement.score)}`}
        </span>
        <b className="said">{row.prediction === '' ? '–' : row.prediction}</b>
      </p>
      {row.failure === undefined ? (
        <p className="muted small-text">
          {judgement.taken !== '' && judgement.taken !== row.prediction && (
            <>{t('Extracted answer: “{taken}”.', { taken: judgement.taken })} </>
          )}
          {t('Rule: {rule}.', { rule: heard(judgement.rule) })}{' '}
          {iou !== undefined && <>{t('Best IoU {iou}.', { iou: iou.toFixed(2) })} </>}
          {t(
            '{looks, plural, one {# look} other {# looks}}, {seconds} s, {tokens, plural, one {# token} other {# tokens}}{tries, plural, one {} other {, # tries}}.',
            {
              looks: row.looks.length,
              seconds: (row.ms / 1000).toFixed(1),
              tokens: row.tokens,
              tries: Math.max(1, row.attempts),
            },
          )}
        </p>
      ) : (
        <p className="problem small-text">
          {heard(row.failure.message)}{' '}
          {t('{n, plural, one {Tried once.} other {Tried # times.}}', { n: row.attempts })}
        </p>
      )}
      <div className="said-actions">
        <Button
          small
          disabled={row.trace === undefined}
          onClick={() => void session.evaluations.openResult(run, row.item.id)}
        >
          {t('Open the trace')} <Icon name="next" />
        </Button>
      </div>
      <Verdict run={run} row={row} />
      {row.response !== '' && (
        <Disclosure title={t('Full response')}>
          <pre className="raw">{row.response}</pre>
        </Disclosure>
      )}
    </section>
  )
}

function Picture({ row: { image, looks, item } }: { row: ResultRow }) {
  if (image === undefined) return null
  const place = ({ left, top, right, bottom }: Box<'image'>) => ({
    left: `${(left / image.width) * 100}%`,
    top: `${(top / image.height) * 100}%`,
    width: `${((right - left) / image.width) * 100}%`,
    height: `${((bottom - top) / image.height) * 100}%`,
  })
  return (
    <div className="row-picture" style={{ aspectRatio: `${image.width} / ${image.height}` }}>
      <img src={imageAddress(image.id, 720)} alt={t('The image of row {id}', { id: item.id })} />
      {item.boxes?.map((box, i) => (
        <span key={`gold-${i}`} className="image-box gold" style={place(box)} title={t('Gold region')} />
      ))}
      {looks.map((box, i) => (
        <span
          key={i}
          className="image-box"
          data-hue={i % 8}
          style={place(box)}
          title={t('Look {i}', { i: i + 1 })}
        >
          <span className="picture-chip">{i + 1}</span>
        </span>
      ))}
    </div>
  )
}

/** Right or wrong by a person, with why; the rule's verdict stays below it. */
function Verdict({ run, row }: { run: string; row: ResultRow }) {
  const session = useActions()
  const [wanted, setWanted] = useState<boolean | undefined>(undefined)
  const { override } = row
  if (override !== undefined)
    return (
      <p className="small-text override">
        <Icon name="pencil" />{' '}
        {override.right
          ? t('A person’s verdict: right, “{reason}”.', { reason: override.reason })
          : t('A person’s verdict: wrong, “{reason}”.', { reason: override.reason })}{' '}
        <LinkButton onClick={() => void session.evaluations.overrideVerdict(run, row.item.id, null)}>
          {t('Restore automatic verdict')}
        </LinkButton>
      </p>
    )
  const isRight = row.failure === undefined && row.judgement.state === 'right'
  if (wanted === undefined)
    return (
      <LinkButton onClick={() => setWanted(!isRight)}>
        {isRight ? t('This is wrong…') : t('This is right…')}
      </LinkButton>
    )
  const keep = (reason: string) => {
    void session.evaluations.overrideVerdict(run, row.item.id, { right: wanted, reason })
    setWanted(undefined)
  }
  return <VerdictForm right={wanted} onKeep={keep} onDone={() => setWanted(undefined)} />
}

interface VerdictFormProps {
  readonly right: boolean
  readonly onKeep: (reason: string) => void
  readonly onDone: () => void
}

/** Why a person sees it otherwise; there has to be a reason. */
function VerdictForm({ right, onKeep, onDone }: VerdictFormProps) {
  const [typed, setTyped] = useState('')
  const reason = typed.trim()
  return (
    <Form
      className="verdict-form"
      aria-label={t('Verdict')}
      onSubmit={() => {
        if (reason !== '') onKeep(reason)
      }}
    >
      <TextField
        label={right ? t('Why it is right') : t('Why it is wrong')}
        placeholder={right ? t('Why is it right?') : t('Why is it wrong?')}
        autoFocus
        value={typed}
        onChange={setTyped}
        onKeyDown={onEscape(onDone)}
      />
      <Button submit small primary disabled={reason === ''}>
        {right ? t('Mark as correct') : t('Mark as incorrect')}
      </Button>
      <Button small onClick={onDone}>
        {t('Cancel')}
      </Button>
    </Form>
  )
}
