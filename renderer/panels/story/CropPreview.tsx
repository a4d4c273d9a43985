/** A crop as the model will be given it, kept up with a region that is being moved. */
import { useEffect, useMemo, useState } from 'react'
import { viewAddress } from '../../../app/addresses'
import { box, type Box } from '../../../app/geometry/box'
import type { View } from '../../../app/trace/step'
import type { DocumentService } from '../../session/document/document-service'
import { createLatest } from '../../session/latest'
import { useActions, useBranch, useSession } from '../../use-session'
import { sizeWords } from '../../words/trace'
import { SeenPicture } from './Saw'
import { t } from '../../language/text'

/** The new crop; what was there stays until it has come. */
export function CropPreview({ region, before }: { region: Box<'image'>; before: View | undefined }) {
  const found = useView(region)
  const view = found === undefined ? before : found
  if (view === null)
    return (
      <div className="flag">
        {t('Too little is left of this region: no crop would be returned to the model.')}
      </div>
    )
  if (view === undefined) return <div className="crop pending" />
  return (
    <div className="crop preview" data-testid="crop-preview">
      <SeenPicture view={view} />
      <div className="muted small-text numbers">
        {t('as the model will see it: {view}', { view: sizeWords(view) })}
      </div>
    </div>
  )
}

interface Question {
  readonly project: string
  readonly model: string
  readonly region: Box<'image'>
}

/** Asks for one view after the other while the region moves, always for where it is by then. */
function useView(region: Box<'image'>): View | null | undefined {
  const { document } = useActions()
  const project = useSession((s) => s.document.id)
  const chosen = useSession((s) => s.ask.model)
  const own = useBranch((b) => b.model)
  const model = chosen ?? own
  const [view, setView] = useState<View | null | undefined>(undefined)
  const latest = useMemo(
    () =>
      createLatest(async (question: Question) => {
        const next = await viewOf(document, question)
        if (next !== undefined) setView(next)
      }),
    [document],
  )
  useEffect(() => latest.end, [latest])
  const { left, top, right, bottom } = region
  useEffect(() => {
    if (project === undefined || model === undefined) return
    const [l = 0, t = 0, r = 0, b = 0] = [left, top, right, bottom].map(Math.round)
    latest.give({ project, model, region: box(l, t, r, b) })
  }, [latest, project, model, left, top, right, bottom])
  return view
}

/** The view once its picture can be shown at once; undefined when it cannot be had now (the old one stays). */
async function viewOf(document: DocumentService, question: Question): Promise<View | null | undefined> {
  try {
    const view = await document.readView(question)
    if (view === null) return null
    const picture = new Image()
    picture.src = viewAddress(view)
    await picture.decode()
    return view
  } catch {
    return undefined
  }
}
