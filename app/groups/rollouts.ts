/**
 * Branches of a group as rollouts, the way rewards, advantages and the loss see them. Pure: the same for what was sampled
 * here and for what a trainer wrote down.
 */
import { given } from '../given'
import type { RewardContext, Rollout, RolloutGroup, RolloutLook } from '../rewards/rollout'
import { answerIn } from '../rewards/text'
import { missingImage } from '../trace/image'
import { stepsOf, type Project } from '../trace/project'
import type { Step } from '../trace/step'
import type { BranchGroup, RolloutBranch } from './group'
import { rolloutTokensOf } from './strip'
import { frameOf } from '../trace/stages'

/** What a person says of a group where no dump does. */
export interface StatedGold {
  /** Accepted answers; absent: as the group says. */
  readonly gold?: readonly string[]
}

/** A group's question and rollouts. Ids of the rollouts are those of their branches. */
export function rolloutGroupOf(
  project: Project,
  { group, branches }: BranchGroup,
  stated: StatedGold = {},
): RolloutGroup {
  const first = branches[0]
  const step = first?.rollout.step
  return {
    id: group,
    ...askedOf(project, first, stated),
    ...given({ step }),
    image: project.image.id,
    rollouts: branches.map((branch) => rolloutOf(project, branch)),
  }
}

/** What a group was asked. Boxes are compared only in an image of known size. */
function askedOf(project: Project, first: RolloutBranch | undefined, stated: StatedGold): RewardContext {
  const { image, origin } = project
  const boxes = first?.rollout.goldBoxes ?? origin?.goldBoxes.map((g) => g.region) ?? []
  const gold = stated.gold ?? first?.rollout.gold ?? origin?.gold ?? []
  return {
    question: first?.question ?? '',
    gold,
    ...given({
      size:
        image.id === missingImage && image.width <= 1
          ? undefined
          : { width: image.width, height: image.height },
      frame: first && frameOf(first.view),
      boxes: boxes.length === 0 ? undefined : boxes,
    }),
  }
}

/** One branch as a rollout. Images are no text; the text the loop appended is, as in the trainers. */
export function rolloutOf(project: Project, branch: RolloutBranch): Rollout {
  const steps = stepsOf(project, branch)
  const { segments, looks } = cut(steps)
  const open = branch.open.text
  const last = segments.length - 1
  const whole = segments.map((text, i) => (i === last ? text + open : text))
  const text = whole.join('')
  const { rewards, total, advantage } = branch.rollout
  const recorded = given({ terms: rewards, total, advantage })
  return {
    id: branch.id,
    text,
    segments: whole,
    looks,
    answer: steps.findLast((s) => s.type === 'answer')?.text ?? answerIn(text),
    tokens: rolloutTokensOf(steps, branch.open.tokens),
    ...given({ recorded: Object.keys(recorded).length === 0 ? undefined : recorded }),
  }
}

/** A last request that nothing came back for: what the loop would have put behind it was never there for the trainer. */
function written(step: Step): string {
  const { raw, appended } = step
  return step.type === 'look' && appended !== undefined ? raw.slice(0, raw.length - appended.length) : raw
}

/** Text cut where a look ends; the last piece may be empty. */
function cut(steps: readonly Step[]): { segments: readonly string[]; looks: readonly RolloutLook[] } {
  const segments = ['']
  const looks: RolloutLook[] = []
  for (const step of steps) {
    if (step.type === 'observation') continue
    segments[segments.length - 1] += step === steps.at(-1) ? written(step) : step.raw
    if (step.type !== 'look') continue
    const shown = steps.some((s) => s.type === 'observation' && s.look === step.id)
    looks.push({
      numbers: step.request.numbers,
      ...given({ region: shown || !step.flags.includes('invalid') ? step.region : undefined }),
      flags: step.flags,
    })
    segments.push('')
  }
  return { segments, looks }
}
