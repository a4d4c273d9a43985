/** A branch of the open project as a story, and the pictures it is told with: what comes next is fetched before it is shown. */
import { useEffect, useMemo, useState } from 'react'
import { imageAddress, viewAddress } from '../../../app/addresses'
import { buildsOf, type Build } from '../../../app/story/builds'
import { storyOf, type Story } from '../../../app/story/story'
import { timelineOf, type Timeline } from '../../../app/story/timeline'
import { branchOf } from '../../../app/trace/project'
import { missingImage } from '../../../app/trace/image'
import type { View } from '../../../app/trace/step'
import type { CanvasStoryImages } from '../../canvas/paint/moment'
import { useSession } from '../../use-session'

/** Longest side of the image that is shown. */
const shownSide = 4096

/** A branch ready to be shown. */
export interface ShownStory {
  readonly key: string
  readonly story: Story
  readonly timeline: Timeline
  readonly builds: readonly Build[]
}

/** The story of a branch; undefined where there is none. */
export function useTold(branchId: string | undefined): ShownStory | undefined {
  const project = useSession((s) => s.document.project)
  return useMemo(() => {
    const branch = project === undefined || branchId === undefined ? undefined : branchOf(project, branchId)
    if (project === undefined || branch === undefined) return undefined
    const story = storyOf(project, branch)
    const timeline = timelineOf(story)
    return { key: `${project.id} ${branch.id}`, story, timeline, builds: buildsOf(timeline) }
  }, [project, branchId])
}

/** Its pictures, as they come. `beat`: what is told now. */
export function useStoryImages({ story }: ShownStory, beat: number): CanvasStoryImages {
  const { image, overview } = story
  const side = Math.max(image.size.width, image.size.height)
  const found = image.id !== missingImage
  const whole = usePictureAt(
    found ? imageAddress(image.id, side > shownSide ? shownSide : undefined) : undefined,
  )
  const given = usePictureAt(addressOf(overview))
  const crops = useCrops(story, beat)
  return useMemo(() => ({ whole, overview: given, crops }), [whole, given, crops])
}

function addressOf(view: View): string | undefined {
  return view.image === missingImage ? undefined : viewAddress(view)
}

function usePictureAt(address: string | undefined): HTMLImageElement | undefined {
  const [shown, setShown] = useState<{ readonly address: string; readonly picture: HTMLImageElement }>()
  useEffect(() => {
    if (address === undefined) return
    let over = false
    void decoded(address).then((picture) => {
      if (!over && picture !== undefined) setShown({ address, picture })
    })
    return () => {
      over = true
    }
  }, [address])
  return shown?.address === address ? shown?.picture : undefined
}

/** Crops told so far, and the next two. */
function useCrops(story: Story, beat: number): CanvasStoryImages['crops'] {
  const [come, setCome] = useState<ReadonlyMap<string, HTMLImageElement>>(new Map())
  const wanted = useMemo(
    () =>
      story.beats.flatMap((b, i) => {
        const address = b.type === 'crop' && i <= beat + 5 ? addressOf(b.view) : undefined
        return address === undefined ? [] : [[i, address] as const]
      }),
    [story, beat],
  )
  useEffect(() => {
    let over = false
    for (const [, address] of wanted) {
      if (come.has(address)) continue
      void decoded(address).then((picture) => {
        if (over || picture === undefined) return
        setCome((before) => new Map(before).set(address, picture))
      })
    }
    return () => {
      over = true
    }
  }, [wanted, come])
  return useMemo(
    () =>
      new Map(
        wanted.flatMap(([i, address]) => {
          const picture = come.get(address)
          return picture === undefined ? [] : [[i, picture] as const]
        }),
      ),
    [wanted, come],
  )
}

/** A picture ready to be painted; undefined where it cannot be had: the story goes on without it. */
async function decoded(address: string): Promise<HTMLImageElement | undefined> {
  const picture = new Image()
  picture.src = address
  try {
    await picture.decode()
    return picture
  } catch {
    return undefined
  }
}
