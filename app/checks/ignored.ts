/** Does the model say anything about each crop before it looks again or answers? The rule; whether it is true is the judge's. */
import { withoutStretches } from '../stretches'
import type { Step } from '../trace/step'
import type { Check, Finding } from './check'

/** Fewer letters and figures than this are no thought about an image. */
const least = 8

/** Looks that the reasoning does not speak of afterwards. */
export const ignoredCheck: Check = {
  id: 'ignored',
  name: 'Crop not mentioned',
  asks: 'After every look some words follow before the next look.',
  find: ({ steps, looks, givesCrops }) => {
    if (!givesCrops) return []
    const places = new Map(steps.map((step, i) => [step.id, i]))
    return looks.flatMap(({ id, number }): Finding[] => {
      const at = places.get(id)
      if (at === undefined || said(steps, at)) return []
      return [{ check: 'ignored', step: id, message: `Nothing is said about what look ${number} showed.` }]
    })
  },
}

/** Looks asked for in one turn are spoken of together: words count for all of them. */
function said(steps: readonly Step[], at: number): boolean {
  let crops = false
  for (let i = at + 1; i < steps.length; i++) {
    const step = steps[i]
    if (step === undefined) break
    if (step.type === 'observation') crops = true
    else if (step.type === 'look' && crops) return false
    else if (step.type === 'answer') return letters(step.text) > 0 && words(step.raw) > 0
    else if (step.type === 'thought' && step.author.type !== 'tool' && letters(step.text) >= least)
      return true
  }
  return false
}

function letters(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
}

/** Words of an answer's raw text outside its marks: some languages reason inside the answer. */
function words(raw: string): number {
  const plain = withoutStretches(raw, '<answer>', '</answer>').replace(/<[^<>]*>/g, '')
  return letters(plain) >= least ? 1 : 0
}
