/** The middle column: the image, the player, the question. */
import { CanvasView } from './CanvasView'
import { AskBar } from './AskBar'
import { Peek } from './Peek'
import { PlayerBar } from './PlayerBar'
import { StageTools } from './StageTools'
import { useSession } from '../session/use-session'

/** The image is the hero; the rest is below it. */
export function Centre() {
  const loaded = useSession((s) => s.project !== undefined)
  return (
    <main className="centre">
      <div className="stage-area">
        {loaded && <CanvasView />}
        {loaded && <StageTools />}
      </div>
      <Peek />
      <PlayerBar />
      <AskBar />
    </main>
  )
}
