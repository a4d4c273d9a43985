/** Whom else to ask where a run failed at a server: a model that runs here. Pure. */
import { parseServedModelId } from '../../../app/host/servers'
import type { ModelInfo } from '../../../app/reasoning/model'
import { selectedBranch } from '../document/rows'
import type { State } from '../state'

/** Undefined where the selected run did not fail, its model runs here itself, or none does. */
export function localInstead(state: State): ModelInfo | undefined {
  const branch = selectedBranch(state)
  if (branch?.run.type !== 'ended' || branch.run.reason !== 'failed') return undefined
  if (parseServedModelId(branch.model) === undefined) return undefined
  return state.host.models.find(({ server }) => server === undefined)
}
