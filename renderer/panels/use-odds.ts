/** How sure the model was of its boxes, for the canvas and the card of a look: made once for the rows that are shown. */
import { useMemo } from 'react'
import type { Odds } from '../../app/paint/odds'
import type { GhostBox } from '../../app/tokens/boxes'
import { orderOf } from '../session/document/reading'
import { oddsFor, openLook, runnerUpAt, workedOdds } from '../session/tokens/odds'
import { useActions, useSession, useShownRows } from '../use-session'
import { chanceWords } from '../words/tokens'

/** What the canvas shows while tokens are, and going on from a runner-up that is taken. */
export function useOdds(selected: string | undefined): {
  readonly odds: Odds | undefined
  /** Whether the id was one. */
  readonly takeRunnerUp: (id: string | undefined) => boolean
} {
  const session = useActions()
  const on = useSession((s) => s.view.tokenColours)
  const order = useSession(orderOf)
  const worked = useSession(workedOdds)
  const rows = useShownRows()
  const looks = useMemo(
    () => (on ? rows.flatMap((row) => openLook(row, order, worked) ?? []) : []),
    [on, rows, order, worked],
  )
  const chosen = looks.find((l) => l.step.id === selected)
  const odds = useMemo(
    () => (looks.length === 0 ? undefined : oddsFor(looks, chosen, ghostWords)),
    [looks, chosen],
  )
  return {
    odds,
    takeRunnerUp: (id) => {
      const at = runnerUpAt(id)
      if (at === undefined) return false
      const by = chosen?.ghosts[at]?.value.by
      if (chosen !== undefined && by !== undefined)
        void session.tokens.goOn({ step: chosen.step.id, at: by.at }, [by.alternative, ...(by.then ?? [])])
      return true
    },
  }
}

function ghostWords({ value }: GhostBox): string {
  return `${value.low} · ${chanceWords(value.probability)}`
}
