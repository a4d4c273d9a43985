/** What was remembered from the last start. */
import { z } from 'zod'
import { given } from '../../app/given'
import { themes } from '../../app/host/desktop'
import { warping } from '../../app/host/shapes'
import { defaultSettings } from '../../app/trace/project'
import { languageChoice } from '../language/languages'
import { rememberedList } from './collections/remembered-list'
import type { Memory } from './context'
import { projectOrders } from './host/project-kinds'
import { recall } from './recall'
import { rememberedReview } from './review/review-memory'
import { rememberedGolds } from './rollouts/rollouts-service'
import type { StateChange } from './state'
import { textSizes } from './view/view-state'

const settingsShape = z.object({
  temperature: z.number().min(0).max(5),
  ...warping,
  plainQuestion: z.literal(true).exactOptional(),
  seed: z.number().int().min(0),
  maxTokens: z.number().int().min(1),
  maxLooks: z.number().int().min(0),
})
const keysShape = z.record(z.string().max(100), z.string().max(40))

/** The remembered values of all slices. */
export function rememberedValues(memory: Memory): StateChange {
  const theme = memory.getItem('relook-theme')
  const speed = Number(memory.getItem('relook-speed') ?? 1)
  return {
    view: {
      theme: themes.find((t) => t === theme) ?? 'system',
      textSize: textSizes.find((size) => String(size) === memory.getItem('relook-text-size')) ?? 100,
      projectOrder:
        projectOrders.find((order) => order === memory.getItem('relook-project-order')) ?? 'changed',
      keys: recall(memory, 'relook-keys', keysShape) ?? {},
      left: memory.getItem('relook-left-column') !== 'hidden',
      right: memory.getItem('relook-right-column') !== 'hidden',
      language: languageChoice(memory.getItem('relook-language')),
    },
    gallery: { playing: memory.getItem('relook-gallery') !== 'stands' },
    tour: { seen: memory.getItem('relook-tour') !== null },
    player: { speed: Number.isFinite(speed) && speed > 0 ? speed : 1 },
    ask: {
      settings: recall(memory, 'relook-settings', settingsShape) ?? defaultSettings,
      ...given({ model: memory.getItem('relook-model') ?? undefined }),
    },
    collections: rememberedList(memory),
    review: rememberedReview(memory),
    rollouts: { golds: rememberedGolds(memory) },
  }
}
