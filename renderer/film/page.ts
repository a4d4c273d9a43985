/**
 * The page in which a browser without a window encodes a video for a terminal: fetches what is told, makes it as the window does, hands it
 * over. `main/video` serves it. Knows no session and no host.
 */
import { toFailureData } from '../../app/failure'
import { madeAsQuery, type VideoPageProgress, type VideoPageWork } from '../../app/sharing/video-page'
import { encodeVideo } from './make-video'

/** Milliseconds between two reports. */
const reportMs = 200

async function perform(): Promise<void> {
  // What Relook serves here, made a moment ago by the same version.
  const { fonts, ...work } = (await (await fetch('work.json')).json()) as VideoPageWork
  for (const { address, weight } of fonts) {
    const face = new FontFace('Noto Sans', `url(${address})`, { weight: String(weight) })
    document.fonts.add(await face.load())
  }
  let reported = 0
  const progress = (done: number, total: number) => {
    if (performance.now() - reported < reportMs && done < total) return
    reported = performance.now()
    void post('progress', JSON.stringify({ done, total } satisfies VideoPageProgress))
  }
  const { blob, ...made } = await encodeVideo({ ...work, progress, signal: new AbortController().signal })
  await post(`film?${madeAsQuery(made)}`, blob)
}

async function post(address: string, body: BodyInit): Promise<void> {
  await fetch(address, { method: 'POST', body })
}

perform().catch((error: unknown) => post('failed', JSON.stringify(toFailureData(error))))
