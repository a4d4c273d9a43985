/** A crop as the model will be given it, kept up with a region that is being moved. */
import { useEffect, useState } from 'react'
import { viewAddress } from '../../../app/addresses'
import type { Box } from '../../../app/geometry/box'
import type { View } from '../../../app/trace/step'
import { useActions, useBranch, useSession } from '../../session/use-session'
import { sizeWords } from '../../session/words'

/** How long a region rests before its crop is asked for. */
const restMs = 60

/** The new crop; the last one stays until the next is there. */
export function CropPreview({ region }: { region: Box<'image'> }) {
  const view = useView(region)
  if (view === undefined) return <div className="crop pending" />
  if (view === null)
    return <div className="flag">No pixel is left of this region: the model would get no crop.</div>
  return (
    <div className="crop preview">
      <div
        className="seen"
        style={{
          aspectRatio: `${view.size.width} / ${view.size.height}`,
          maxWidth: `${view.size.width * 2}px`,
        }}
      >
        <img
          src={viewAddress(view)}
          alt="The crop as the model will see it"
          width={view.size.width}
          height={view.size.height}
        />
      </div>
      <div className="muted small-text numbers">as the model will see it: {sizeWords(view)}</div>
    </div>
  )
}

function useView(region: Box<'image'>): View | null | undefined {
  const { host } = useActions()
  const project = useSession((s) => s.projectId)
  const model = useSession((s) => s.model)
  const branchModel = useBranch((b) => b.model)
  const [view, setView] = useState<View | null | undefined>(undefined)
  const { left, top, right, bottom } = region
  const asked = model ?? branchModel
  useEffect(() => {
    if (project === undefined || asked === undefined) return
    const gone = new AbortController()
    const timer = setTimeout(() => {
      const whole = {
        left: Math.round(left),
        top: Math.round(top),
        right: Math.round(right),
        bottom: Math.round(bottom),
      }
      host
        .view({ project, model: asked, region: whole }, gone.signal)
        .then((next) => (next === null ? next : loaded(next)))
        .then((next) => !gone.signal.aborted && setView(next))
        // The old crop stays; the connection's own notice says what is wrong.
        .catch(() => undefined)
    }, restMs)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [host, project, asked, left, top, right, bottom])
  return view
}

/** The view once its picture can be shown at once. */
async function loaded(view: View): Promise<View> {
  const picture = new Image()
  picture.src = viewAddress(view)
  await picture.decode().catch(() => undefined)
  return view
}
