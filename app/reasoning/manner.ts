/** Chooses how a run speaks with its model: the dialect's own way where the model can, else the nearest it can. Pure. */
import type { Dialect } from '../dialects/dialect'
import type { Manner } from '../trace/manner'
import type { Abilities } from './model'

/** A model that runs here: any turn is continued in place, calls are text. */
export const ownAbilities: Abilities = { continues: 'images', tools: false, images: true }

/** How branches without a manner were run. */
export const inTurn: Manner = { crops: 'assistant', unfinished: 'continued' }

/**
 * A dialect that hands crops back in turns of their own keeps its way everywhere (as native calls where both sides know
 * them). One that hands them back in the same assistant turn needs a model that continues such a turn; elsewhere the
 * crop becomes a user's turn, as in DeepEyes.
 */
export function chooseManner(dialect: Dialect, abilities: Abilities = ownAbilities): Manner {
  const unfinished = abilities.continues === 'nothing' ? 'asked' : 'continued'
  if (dialect.tools !== undefined && abilities.tools) return { crops: 'call', unfinished }
  if (dialect.handBack === 'inside' && abilities.continues === 'images')
    return { crops: 'assistant', unfinished }
  return { crops: 'user', unfinished }
}
