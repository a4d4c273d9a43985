/** Two plain images for the probe, of sizes the model's family takes as they are. */
import { sharp } from '../../images/sharp'
import type { Budgets, Dialect } from '../../../app/dialects'
import type { ProbeImage } from './probe-ask'

/** Multiples of both 28 and 32, the cells of the Qwen-VL families. */
const sides = [224, 448] as const

/** A smaller and a larger one, resized by the dialect's own rule. */
export async function probeImages(
  dialect: Dialect,
  budgets: Budgets,
): Promise<readonly [ProbeImage, ProbeImage]> {
  const [small, large] = sides
  return [await picture(dialect, budgets, small), await picture(dialect, budgets, large)]
}

async function picture(dialect: Dialect, budgets: Budgets, side: number): Promise<ProbeImage> {
  const { size, grid } = dialect.overview('probe', { width: side, height: side }, budgets)
  const png = await sharp({ create: { ...size, channels: 3, background: '#7a8ba0' } })
    .png()
    .toBuffer()
  return {
    address: `data:image/png;base64,${png.toString('base64')}`,
    size,
    tokens: grid.width * grid.height,
  }
}
