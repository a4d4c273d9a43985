/** The reasoning as a text one reads: each step in its place, the selected one opened. Follows a run only at its end. */
import { selectedBranch, type Row } from '../session/rows'
import { useActions, useRows, useSession } from '../session/use-session'
import { Icon } from '../parts/Icon'
import { NoticeView } from '../parts/NoticeView'
import { EmptyStory } from './story/EmptyStory'
import { EndCard } from './story/EndCard'
import { LiveCard } from './story/LiveCard'
import { LookCard } from './story/LookCard'
import { QuestionCard } from './story/QuestionCard'
import { StoryFoot } from './story/StoryFoot'
import { TextCard } from './story/TextCard'
import { useFollowing, useRevealed } from './story/use-following'

/** The right column. */
export function Story() {
  const session = useActions()
  const rows = useRows()
  const branch = useSession((s) => selectedBranch(s)?.id)
  const step = useSession((s) => s.step)
  const { scroller, following, jump } = useFollowing()
  useRevealed(scroller, step)
  return (
    <section className="story" aria-label="Reasoning">
      <div className="story-scroll" ref={scroller}>
        {branch === undefined ? <EmptyStory /> : <QuestionCard />}
        {rows.map((row) => (
          <StoryRow key={row.id} row={row} rows={rows} selected={step} />
        ))}
        <LiveCard />
        <EndCard />
      </div>
      {!following && (
        <button
          type="button"
          className="jump button small"
          onClick={() => {
            session.selectStep(undefined)
            jump()
          }}
        >
          <Icon name="down" /> Jump to live
        </button>
      )}
      <NoticeView place="step" />
      <StoryFoot />
    </section>
  )
}

/** An observation is shown inside its look. */
function StoryRow({ row, rows, selected }: { row: Row; rows: readonly Row[]; selected: string | undefined }) {
  if (row.type === 'look') {
    const seen = rows.find((r) => r.type === 'observation' && r.step.id === row.seen?.id)
    return (
      <LookCard row={row} selected={selected === row.id || (seen !== undefined && selected === seen.id)} />
    )
  }
  if (row.type === 'observation') return null
  return <TextCard row={row} selected={selected === row.id} />
}
