/** Per look a line: used or not, and what became of the answer when it was shown something else. */
import type { ShownLook } from '../../../app/explain/intervene'
import { lookVerdict, type LookVerdict } from '../../../app/explain/verdict'
import { areaOf } from '../../../app/geometry/box'
import { evidenceOf, foundInBatch } from '../../session/why/why-rows'
import { Button, LinkButton } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { CommandButton } from '../../controls/CommandButton'
import { trialWords, verdictSentence, lookVerdictWords } from '../../words/why'
import { t } from '../../language/text'

/** The strip. */
export function LookStrip({ looks }: { looks: readonly ShownLook[] }) {
  const session = useActions()
  const busy = useSession((s) => s.why.work?.type === 'looks' && s.why.work.branch === s.document.branch)
  const known = useSession((s) => looks.every(({ look }) => evidenceOf(s, 'trials', look.id) !== undefined))
  const found = useSession(foundInBatch)
  return (
    <>
      <ul className="why-looks">
        {looks.map((shown, i) => (
          <LookLine key={shown.look.id} shown={shown} found={found?.[i]} />
        ))}
      </ul>
      <div className="why-row">
        {busy ? (
          <Button small onClick={session.why.stop}>
            {t('Stop')}
          </Button>
        ) : (
          <CommandButton id="why-looks" className="button small" testid="why-looks">
            {known
              ? t('Test again')
              : t('Did the {n, plural, one {look} other {looks}} matter?', { n: looks.length })}
          </CommandButton>
        )}
      </div>
    </>
  )
}

interface LineProps {
  readonly shown: ShownLook
  /** What a batch over its file said of it. */
  readonly found: LookVerdict | undefined
}

function LookLine({ shown: { look, number }, found }: LineProps) {
  const session = useActions()
  const kept = useSession((s) => evidenceOf(s, 'trials', look.id))
  const work = useSession((s) => (s.why.work?.branch === s.document.branch ? s.why.work : undefined))
  const small = useSession((s) => evidenceOf(s, 'minimal', look.id))
  const gold = useSession((s) => s.document.project?.origin?.gold)
  const running = work?.type === 'looks' && work.look === look.id
  const searching = work?.type === 'smallest' && work.look === look.id
  const trials = running ? work.trials : kept?.trials
  if (trials === undefined) return found === undefined ? null : <Found number={number} verdict={found} />
  const same = trials.find((trial) => trial.kind === 'same')
  const verdict = running ? undefined : lookVerdict(trials, gold)
  return (
    <li className="why-look" data-verdict={verdict} data-testid="why-look">
      <div className="why-row">
        <strong>{t('Look {n}', { n: number })}</strong>
        <span className="why-verdict" data-verdict={verdict} title={verdict && verdictSentence(verdict)}>
          {verdict === undefined ? t('testing…') : lookVerdictWords(verdict)}
        </span>
      </div>
      <p className="small-text why-trials">{trials.map((trial) => trialWords(trial, same)).join(' · ')}</p>
      {verdict !== undefined && <p className="muted small-text">{verdictSentence(verdict)}</p>}
      {verdict === 'used' && (
        <p className="small-text">
          {searching ? (
            t('Searching the smallest crop that keeps the answer… {n, plural, one {# try} other {# tries}}', {
              n: work.asked,
            })
          ) : small === undefined ? (
            <LinkButton onClick={() => void session.why.smallestCrop(look.id)}>
              {t('Find the smallest crop that keeps the answer')}
            </LinkButton>
          ) : (
            t('The smallest crop that keeps the answer is {share} % of the look; it is drawn inside it.', {
              share: Math.max(1, Math.round((100 * areaOf(small.region)) / Math.max(1, areaOf(look.region)))),
            })
          )}
        </p>
      )}
    </li>
  )
}

/** What a batch found: without the answers, which testing it here brings. */
function Found({ number, verdict }: { number: number; verdict: LookVerdict }) {
  return (
    <li className="why-look" data-verdict={verdict} data-testid="why-look">
      <div className="why-row">
        <strong>{t('Look {n}', { n: number })}</strong>
        <span className="why-verdict" data-verdict={verdict} title={verdictSentence(verdict)}>
          {lookVerdictWords(verdict)}
        </span>
        <span className="muted small-text">{t('found when the looks of the file were tried')}</span>
      </div>
    </li>
  )
}
