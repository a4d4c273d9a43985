/** Does every look show something that an earlier one has not shown already? */
import { iou } from '../geometry/box'
import type { Check, Finding } from './check'

/** From this overlap on a second look brings nothing new. VLIR gives no number; 0.9 leaves a zoom by a tenth in. */
export const redundantFrom = 0.9

/** Looks at what an earlier look has shown already. */
export const redundantCheck: Check = {
  id: 'redundant',
  name: 'Look repeats another',
  asks: `No look overlaps an earlier one by ${redundantFrom} IoU or more.`,
  find: ({ looks }) =>
    looks.flatMap(({ id, number, region }, i): Finding[] => {
      const before = looks.slice(0, i).find((l) => iou(l.region, region) >= redundantFrom)
      if (before === undefined) return []
      const overlap = iou(before.region, region).toFixed(2)
      return [
        {
          check: 'redundant',
          step: id,
          message: `Look ${number} repeats look ${before.number} (IoU ${overlap}).`,
        },
      ]
    }),
}
