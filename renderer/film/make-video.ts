/**
 * A story as MP4 or WebM, encoded by the browser: frame by frame as the film paints it, so that nothing has to keep pace. Loaded when somebody
 * wants one. Knows no session.
 */
import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  QUALITY_HIGH,
  WebMOutputFormat,
  type VideoCodec,
} from 'mediabunny'
import { Failure, throwIfCancelled } from '../../app/failure'
import { filmOf } from '../../app/figures/film'
import { canvasBrush } from '../canvas/paint/canvas-brush'
import type { Video, VideoWork } from '../session/context'
import { loadImages } from './load-images'

/** What each kind may hold, best known first. */
const codecs: Readonly<Record<VideoWork['format'], readonly VideoCodec[]>> = {
  mp4: ['avc', 'hevc', 'av1', 'vp9'],
  webm: ['vp9', 'av1', 'vp8'],
}

/** Frames between two looks at what else the window has to do. */
const pauseEach = 4

/** Makes it. @throws Failure `bad-input` where the browser encodes none of it, `cancelled`. */
export async function encodeVideo(work: VideoWork): Promise<Video> {
  const { story, film: wish, format, progress, signal } = work
  const { width } = wish
  // Encoders take even sides.
  const size = { width: width - (width % 2), height: 2 * Math.round((width * 9) / 32) }
  const codec = await codecFor(format, size)
  const { pictures, missing } = await loadImages(story, size.width, signal)
  const film = filmOf(story, wish)
  const canvas = new OffscreenCanvas(size.width, size.height)
  const context = canvas.getContext('2d', { alpha: false })
  if (context === null) throw cannot(format)
  const brush = canvasBrush(context, (name) => pictures.get(name))
  const output = new Output({
    format: format === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat(),
    target: new BufferTarget(),
  })
  const source = new CanvasSource(canvas, { codec, bitrate: QUALITY_HIGH })
  output.addVideoTrack(source, { frameRate: wish.rate })
  try {
    await output.start()
    const total = Math.max(1, Math.ceil(film.length * wish.rate))
    for (let i = 0; i < total; i++) {
      throwIfCancelled(signal)
      context.setTransform(size.width / film.size.width, 0, 0, size.height / film.size.height, 0, 0)
      film.paint(brush, i / wish.rate)
      await source.add(i / wish.rate, 1 / wish.rate)
      progress(i + 1, total)
      if (i % pauseEach === 0) await new Promise((done) => setTimeout(done))
    }
    await output.finalize()
  } catch (error) {
    await output.cancel().catch(() => undefined)
    throw error
  }
  const { buffer } = output.target
  if (buffer === null) throw cannot(format)
  const type = format === 'mp4' ? 'video/mp4' : 'video/webm'
  return { blob: new Blob([buffer], { type }), images: pictures.size, missing, codec }
}

async function codecFor(
  format: VideoWork['format'],
  size: { width: number; height: number },
): Promise<VideoCodec> {
  if (typeof VideoEncoder === 'undefined') throw cannot(format)
  const codec = await getFirstEncodableVideoCodec([...codecs[format]], { ...size, bitrate: QUALITY_HIGH })
  if (codec === null) throw cannot(format)
  return codec
}

function cannot(format: VideoWork['format']): Failure {
  return new Failure(
    'bad-input',
    `This browser cannot encode ${format === 'mp4' ? 'MP4' : 'WebM'}. Take another kind of film: a GIF is made without a browser.`,
  )
}
