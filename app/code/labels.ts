/** What a list of four numbers is called after its name in a program. Pure. */

const general = new Set(
  'bbox box boxes rect roi region crop area coords coordinates bb bounding pixel normalized norm px abs the of left top right bottom x y w h'.split(
    ' ',
  ),
)

/** `esmt_chip_bbox` is “esmt chip”; empty where a name says no more than that it is a box. */
export function labelWords(name: string): string {
  return name
    .toLowerCase()
    .split(/_+|(?<!\d)\d+$/)
    .filter((word) => word !== '' && !general.has(word) && !/^\d+d?$/.test(word))
    .join(' ')
}
