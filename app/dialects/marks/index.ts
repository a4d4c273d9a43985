/**
 * Every region that a text names, whatever the marks: models mix them, and files say seldom which family wrote them. What a mark
 * does not say itself (which pixels a `<box>` counts in) is the dialect's. Each scanner passes over the text once.
 */
import type { Span } from '../dialect'
import { spansInOrder } from '../spans'
import { actionPoints, agentPoints, scriptedPoints } from './actions'
import { boxedSpans } from './boxed'
import { coordinateObjects } from './coordinates'
import { jsonRegions, type JsonNotation } from './json-regions'
import { latentSpans } from './latent'
import { tokenRegions } from './location-tokens'
import { molmoPoints } from './molmo'
import { tagRegions } from './tags'

/** Regions, points, latent steps and marked answers of a text, in order, none inside another. */
export function groundingSpans(text: string, notation: JsonNotation): readonly Span[] {
  const { own } = notation
  return spansInOrder([
    ...jsonRegions(text, notation),
    ...coordinateObjects(text, own),
    ...tagRegions(text, own),
    ...tokenRegions(text, own),
    ...molmoPoints(text, own),
    ...boxedSpans(text, own),
    ...latentSpans(text),
    ...actionPoints(text, own),
    ...agentPoints(text, own),
    ...scriptedPoints(text, own),
  ])
}
