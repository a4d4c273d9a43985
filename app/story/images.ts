/** The images a story is painted with, by name, and what each of them is. Pure; knows no pixels. */
import type { View } from '../trace/step'
import type { Story } from './story'

/** An image that a painter asks for. */
export interface StoryImage {
  readonly name: string
  /** Absent: the image itself. */
  readonly view?: View
}

/** The name of the image itself, and of what the model was shown of all of it. */
export const imageNames = { image: 'image', overview: 'overview' } as const

/** The name of the crop that came back in a beat. */
export function cropName(beat: number): string {
  return `crop-${beat}`
}

/** All images of a story. */
export function storyImages({ overview, beats }: Pick<Story, 'overview' | 'beats'>): readonly StoryImage[] {
  const crops = beats.flatMap((beat, i) =>
    beat.type === 'crop' ? [{ name: cropName(i), view: beat.view }] : [],
  )
  return [{ name: imageNames.image }, { name: imageNames.overview, view: overview }, ...crops]
}
