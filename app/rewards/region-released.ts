/** Region validity as the released code computes it (“repeat”): requests that parse. Geometry is not looked at. */
import { worth, type Reward } from './reward'
import { bracesIn, pythonObject } from './text'

/** 1 when every `{…}` that mentions a bbox is JSON with `bbox_2d`, and there is one. The trainer zeroes it without a right answer. */
export const regionReleased: Reward = {
  id: 'region-released',
  term: 'region',
  title: 'Region requests (released)',
  about:
    'Every request is JSON with bbox_2d and there is at least one, if the answer is right; geometry is not checked.',
  source:
    'justgogorunrun/VLM-R3: src/r1-v/src/open_r1/rgrpo.py, repeat_reward; trainer/vllm_rgrpo_trainer.py (only with accuracy 1)',
  unit: 'rollout',
  parameters: worth('reply with readable requests', 0.5, 0.5),
  gated: true,
  measure: ({ text }) => {
    const mentions = bracesIn(text).filter((one) => one.includes('bbox'))
    if (mentions.length === 0) return { amount: 0, why: 'It requests no region.' }
    const broken = mentions.filter((one) => {
      const found = pythonObject(one)
      return found === undefined || !Object.hasOwn(found, 'bbox_2d')
    })
    if (broken.length > 0)
      return { amount: 0, why: `${broken.length} of ${mentions.length} requests cannot be read.` }
    return {
      amount: 1,
      why: `${mentions.length === 1 ? 'Its request' : `All ${mentions.length} requests`} can be read.`,
    }
  },
}
