/** Views as PNG data addresses, made once: the same view is the same bytes, so that a server's prefix cache holds. */
import { LRUCache } from 'lru-cache'
import { viewAddress } from '../../../app/addresses'
import type { ImageId, View } from '../../../app/trace/step'

/** Gives a view's data address. */
export type ViewAddress = (view: View) => Promise<string>

/** Most characters kept. */
const budget = 128 * 2 ** 20

export interface ViewAddressOptions {
  readonly imagePath: (id: ImageId) => Promise<string>
  /** A view of the image at a path, as PNG. */
  readonly renderView: (path: string, view: View) => Promise<Uint8Array>
}

/** Images of the images that lie where `imagePath` says. */
export function createViewAddress({ imagePath, renderView }: ViewAddressOptions): ViewAddress {
  const kept = new LRUCache<string, string>({ maxSize: budget, sizeCalculation: (text) => text.length })
  return async (view) => {
    const name = viewAddress(view)
    const found = kept.get(name)
    if (found !== undefined) return found
    const png = await renderView(await imagePath(view.image), view)
    const address = `data:image/png;base64,${Buffer.from(png).toString('base64')}`
    kept.set(name, address)
    return address
  }
}
