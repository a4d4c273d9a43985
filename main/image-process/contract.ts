/** What the host asks of the process that reads images: the contract between apart.ts and worker.ts. Pixels stay there; files come back. */
import { z } from 'zod'
import { call, stream } from '../../app/contract'
import type { CropStats } from '../../app/checks'
import type { Box } from '../../app/geometry/box'
import { boxShape } from '../../app/host/shapes'
import type { View } from '../../app/trace/step'
import type { DrawEvent, DrawWork } from '../figures/draw'
import type { GifEvent, GifWork } from '../figures/gif'
import type { DisplayImage } from '../images/display'
import type { SharedPicture, SharedWish } from '../images/shared'
import type { IncomingImage, ImportedImage, IncomingName } from '../store/images'

const path = z.string()
/** What comes from the host itself, which has checked what others asked for. */
const own = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

export const imagesContract = {
  /** `large`: whether it may be a large one. @throws Failure `busy` for a large one that may not. */
  bring: call(
    z.object({ source: own<IncomingImage>(), incoming: own<IncomingName>(), to: path, large: z.boolean() }),
  ).returns<ImportedImage>(),
  view: call(z.object({ path, view: own<View>() })).returns<Uint8Array>(),
  display: call(z.object({ path, maxSide: z.number().optional() })).returns<DisplayImage>(),
  shared: call(z.object({ path, wish: own<SharedWish>() })).returns<SharedPicture>(),
  /** Writes a file of figures, and tells how far it is. */
  draw: stream(own<DrawWork>()).yields<DrawEvent>(),
  /** Writes the film of a trace, and tells how far it is. */
  gif: stream(own<GifWork>()).yields<GifEvent>(),
  // zod cannot say `readonly`; the shapes are the same.
  stats: call(
    z.object({ path, regions: z.array(boxShape) as unknown as z.ZodType<readonly Box<'image'>[]> }),
  ).returns<readonly (CropStats | null)[]>(),
} as const
