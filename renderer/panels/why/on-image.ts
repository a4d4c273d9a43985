/** What of the evidence lies on the image: the heat of a map, the smallest crop inside its look. */
import { useMemo } from 'react'
import type { HeatCell } from '../../../app/paint/heat'
import type { CanvasBox } from '../../canvas/props'
import { hueOf } from '../../session/document/rows'
import { evidenceOf, occlusionHeat, openLooks } from '../../session/why/why-rows'
import { shownMap } from '../../session/why/words'
import { t } from '../../language/text'
import { useSession, useToldAll } from '../../use-session'

/** The heat to be drawn; undefined: none is there, or it is not to be seen. */
export function useWhyHeat(): readonly HeatCell[] | undefined {
  const shown = useSession((s) => s.why.heat)
  const map = useSession(shownMap)
  const toldAll = useToldAll()
  const heat = useMemo(() => map && occlusionHeat(map), [map])
  return shown && toldAll ? heat : undefined
}

/** The smallest crops, each with the number and colour of its look. */
export function useSmallest(): readonly CanvasBox[] {
  const looks = useSession(openLooks)
  const all = useSession((s) => s.document.project?.evidence)
  const branch = useSession((s) => s.document.branch)
  const work = useSession((s) => s.why.work)
  const toldAll = useToldAll()
  return useMemo(() => {
    if (!toldAll) return []
    const document = { project: { evidence: all }, branch }
    return looks.flatMap(({ look, number }): CanvasBox[] => {
      const searching = work?.type === 'smallest' && work.look === look.id ? work.region : undefined
      const region = searching ?? evidenceOf({ document }, 'minimal', look.id)?.region
      if (region === undefined) return []
      const id = `smallest-${look.id}`
      return [
        {
          id,
          region,
          number,
          hue: hueOf(number),
          author: 'model',
          ghost: true,
          cut: true,
          label: t('smallest'),
        },
      ]
    })
  }, [looks, all, branch, work, toldAll])
}
