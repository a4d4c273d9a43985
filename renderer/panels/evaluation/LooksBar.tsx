/** Between the slices and the rows: whether the looks of the run that has some mattered, and how far that is. */
import { lookingAt, type RunWithRows } from '../../session/evaluations/evaluation-rows'
import { jobOf } from '../../session/looks/looks-rows'
import { CommandButton } from '../../controls/CommandButton'
import { hangingWords } from '../../words/looks'
import { useSession } from '../../use-session'
import { LooksProgress } from '../looks/LooksProgress'
import { t } from '../../language/text'

/** The way to the dialog, and the share of answers that hang on their looks once it is known. */
export function LooksBar({ runs }: { runs: readonly RunWithRows[] }) {
  const looking = runs[lookingAt(runs.map(({ run }) => run))]
  const evaluation = looking?.run.id ?? ''
  const job = useSession((s) => jobOf(s, { type: 'evaluation', evaluation }))
  if (looking === undefined || looking.rows.every((row) => row.looks.length === 0)) return null
  return (
    <div className="looks-bar-line small-text">
      <CommandButton id="try-looks" className="button small" testid="try-looks">
        {t('Did the looks matter?')}
      </CommandButton>
      {job !== undefined && job.done > 0 && (
        <span className="muted numbers">
          {t('{share} of {n} answers with looks hang on a look', {
            share: hangingWords(job.summary),
            n: job.summary.looking,
          })}
        </span>
      )}
      <LooksProgress source={{ type: 'evaluation', evaluation }} />
    </div>
  )
}
