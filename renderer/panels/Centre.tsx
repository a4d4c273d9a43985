/** The middle column: the image, the player, the question. */
import { CanvasView } from './CanvasView'
import { AskBar } from './AskBar'
import { Peek } from './Peek'
import { PlayerBar } from './PlayerBar'
import { StageTools } from './StageTools'
import { GhostPanel } from './collections/GhostPanel'
import { lacksPicture, MissingPicture } from './collections/MissingPicture'
import { NextImages } from './collections/NextImages'
import { ReadingBar } from './collections/ReadingBar'
import { TourStage } from './tour/TourStage'
import { useSession } from '../use-session'

/** The image is the hero; the rest is below it. */
export function Centre() {
  const loaded = useSession((s) => s.document.project !== undefined)
  const blind = useSession(lacksPicture)
  const traces = useSession((s) => s.collections.id !== undefined)
  return (
    <main className="centre" data-traces={traces}>
      <ReadingBar />
      <div className="stage-area">
        {loaded && !blind && <CanvasView />}
        {loaded && !blind && <StageTools />}
        {blind && <MissingPicture />}
        <NextImages />
        <TourStage />
      </div>
      {loaded && !blind && <GhostPanel />}
      <Peek />
      <PlayerBar />
      <AskBar />
    </main>
  )
}
