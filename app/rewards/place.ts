/**
 * Where requested numbers lie in the image: the rule of VLM-R³, which every reward here and the exported Python share.
 * Source: justgogorunrun/VLM-R3, src/model/r3_vllm.py (`int(x * W_raw / W_resized)`, clamped, right and bottom included).
 */
import { box, type Box, type Size } from '../geometry/box'
import type { RewardContext, RolloutLook } from './rollout'

/** The pixels of the image that four numbers in a frame cut out; undefined when none are left. */
export function cutOf(numbers: readonly number[], frame: Size, image: Size): Box<'image'> | undefined {
  const [x1, y1, x2, y2] = numbers
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return undefined
  // Multiplication before division: the order decides what is truncated.
  const left = Math.max(0, Math.trunc((x1 * image.width) / frame.width))
  const top = Math.max(0, Math.trunc((y1 * image.height) / frame.height))
  const right = Math.min(image.width - 1, Math.trunc((x2 * image.width) / frame.width))
  const bottom = Math.min(image.height - 1, Math.trunc((y2 * image.height) / frame.height))
  // Not the other way round: what is not a number is no place.
  return left < right && top < bottom ? box<'image'>(left, top, right + 1, bottom + 1) : undefined
}

/** The region a look is about: what was cut out for it, else what its numbers say. */
export function lookedAt(look: RolloutLook, { size, frame }: RewardContext): Box<'image'> | undefined {
  if (look.region !== undefined) return look.region
  if (look.numbers === undefined || size === undefined) return undefined
  return cutOf(look.numbers, frame ?? size, size)
}
