/** The reasoning as a text one reads: each step in its place, the selected one opened. Follows a run only at its end. */
import { memo, useMemo } from 'react'
import { selectedBranch, type Row } from '../session/document/rows'
import { useActions, useSession, useShownRows, useSpoken, useToldAll } from '../use-session'
import { Button } from '../parts/Button'
import { Chunked } from '../parts/Chunked'
import { Icon } from '../parts/Icon'
import { NoticeView } from '../controls/NoticeView'
import { OriginCard } from './collections/OriginCard'
import { EmptyStory } from './story/EmptyStory'
import { EndCard } from './story/EndCard'
import { LiveCard } from './story/LiveCard'
import { LookCard } from './story/LookCard'
import { QuestionCard } from './story/QuestionCard'
import { StoryFoot } from './story/StoryFoot'
import { TextCard } from './story/TextCard'
import { TokenBar } from './story/TokenBar'
import { Attention } from './why/Attention'
import { Marked } from './why/Marked'
import { Why } from './why/Why'
import { useFollowing, useRevealed } from './story/use-following'
import { t } from '../language/text'

/** How high a card is thought to be that was never drawn, in CSS pixels. */
const cardHeight = 120

/** The right column. */
export function StoryColumn() {
  const session = useActions()
  const rows = useShownRows()
  const toldAll = useToldAll()
  const project = useSession((s) => s.document.project?.id)
  const branch = useSession((s) => selectedBranch(s)?.id)
  const step = useSession((s) => s.selection.step)
  const at = useMemo(() => rows.findIndex((r) => isSelected(r, step)), [rows, step])
  const { scroller, following, jump } = useFollowing()
  useRevealed(scroller, step)
  return (
    <section className="story" aria-label={t('Reasoning')}>
      <TokenBar />
      <Attention />
      <div className="story-scroll" ref={scroller}>
        {branch === undefined ? <EmptyStory /> : <QuestionCard />}
        <Chunked
          items={rows}
          // Traces of a file number their steps alike: what is open or half typed in a card is of one trace.
          draw={(row) => <StoryRow key={`${project} ${row.id}`} row={row} selected={isSelected(row, step)} />}
          height={cardHeight}
          kept={at}
        />
        <LiveCard />
        {toldAll && <EndCard />}
        {toldAll && <Why />}
        {toldAll && <OriginCard />}
      </div>
      {!following && (
        <Button
          small
          className="jump"
          onClick={() => {
            session.selection.step(undefined)
            jump()
          }}
        >
          <Icon name="down" /> {t('Jump to live')}
        </Button>
      )}
      <NoticeView place="step" />
      <Marked />
      <StoryFoot />
    </section>
  )
}

/** An observation is shown inside its look. Drawn again only when the row or its selection changed. */
const StoryRow = memo(function StoryRow({ row, selected }: { row: Row; selected: boolean }) {
  useSpoken()
  if (row.type === 'look') return <LookCard row={row} selected={selected} />
  if (row.type === 'observation') return null
  return <TextCard row={row} selected={selected} />
})

function isSelected(row: Row, step: string | undefined): boolean {
  return step !== undefined && (row.id === step || (row.type === 'look' && row.seen?.id === step))
}
