/** The group that is looked at, wherever it is from, with its rollouts scored. For the views of the area. */
import { useMemo } from 'react'
import { triedKey } from '../../../app/explain/looks-summary'
import { given } from '../../../app/given'
import { groupsOf, isUnfinished, type RolloutBranch } from '../../../app/groups/group'
import { rolloutGroupOf } from '../../../app/groups/rollouts'
import type { RolloutGroup } from '../../../app/rewards/rollout'
import { missingImage } from '../../../app/trace/image'
import type { ImageRef } from '../../../app/trace/project'
import type { Scoring } from '../../../app/rewards/variants'
import {
  termColumnsOf,
  measured,
  rolloutRowsOf,
  editedScoring,
  variantFor,
  type RolloutRow,
} from '../../session/rollouts/rollout-rows'
import { lookMarksOf } from '../../session/looks/looks-rows'
import { useSession } from '../../use-session'

/** A group to be shown. */
export interface ShownGroup {
  readonly group: RolloutGroup
  /** Where its rollouts are branches. */
  readonly project: string
  readonly image: ImageRef | undefined
  /** What the dump calls its picture. */
  readonly picture: string | undefined
  /** Of the open project; absent for a dump's. */
  readonly branches?: readonly RolloutBranch[]
}

/** Undefined while there is none or it has not come yet. */
export function useGroup(): ShownGroup | undefined {
  const place = useSession((s) => s.rollouts.place)
  const opened = useSession((s) => s.rollouts.opened)
  const project = useSession((s) => s.document.project)
  const typed = useSession((s) => (place?.type === 'project' ? s.rollouts.golds[place.group] : undefined))
  return useMemo(() => {
    if (place?.type === 'dump')
      return opened === undefined
        ? undefined
        : { group: opened.group, project: opened.project, image: opened.image, picture: opened.picture }
    const found = place && project && groupsOf(project).find((g) => g.group === place.group)
    if (found === undefined || project === undefined) return undefined
    const given = typed === undefined ? {} : { gold: typed.trim() === '' ? [] : [typed.trim()] }
    return {
      group: rolloutGroupOf(project, found, given),
      project: project.id,
      image: project.image.id === missingImage ? undefined : project.image,
      picture: project.image.name,
      branches: found.branches,
    }
  }, [place, opened, project, typed])
}

/** Its rollouts with their numbers, the columns of terms, and what they were scored with. */
export interface ScoredGroup {
  readonly rows: readonly RolloutRow[]
  readonly columns: readonly string[]
  readonly scoring: Scoring
}

/** Measures once per group; weights and caps only multiply. */
export function useScores(shown: ShownGroup): ScoredGroup {
  const { group } = shown
  const scorer = useSession((s) => s.rollouts.scorer)
  const edits = useSession((s) => s.rollouts.edits)
  const all = useMemo(() => measured(group), [group])
  const pending = usePending(shown)
  const source = useMemo(
    () => ({ type: 'group', project: shown.project, group: group.id }) as const,
    [shown.project, group.id],
  )
  const marks = useSession((s) => lookMarksOf(s, source))
  return useMemo(() => {
    const scoring = editedScoring(variantFor(scorer), edits)
    return {
      scoring,
      columns: termColumnsOf(group, scorer, scoring),
      rows: rolloutRowsOf(group, all, { scorer, scoring, pending }).map((row) => ({
        ...row,
        ...given({ tried: marks[triedKey({ trace: shown.project, branch: row.rollout.id })] }),
      })),
    }
  }, [group, all, scorer, edits, pending, marks, shown.project])
}

/** Rollouts that are still written, or were stopped in the middle. */
function usePending({ branches }: ShownGroup): ReadonlySet<string> {
  return useMemo(() => new Set(branches?.filter(isUnfinished).map((b) => b.id)), [branches])
}
