/**
 * Any tool that is given a box: home-made zoom tools, agents, and families whose tools look at no region (InSight-o3's searcher,
 * AdaReasoner, LongVT, VisionThink). The box is found by the names the field uses; what its numbers count in is what the known
 * tools say, else pixels of the original until a file's evidence or a person says otherwise.
 * Sources of shapes: m-Just/InSight-o3, insight_o3/prompts.py (`region_description={…}`, answer in `\boxed{}`); ssmisya/AdaReasoner
 * (`<response>`); EvolvingLMMs-Lab/LongVT, README.md; dvlab-research/VisionThink, scripts/vllm_tool.py; NousResearch/hermes-agent,
 * pull request 81153.
 */
import { callingDialect } from './calling'
import { boxSchema } from './calls/write'
import type { Span, ToolDeclaration } from './dialect'
import { answerSpan, boxedAnswer } from './spans'

const tools: readonly [ToolDeclaration] = [
  {
    name: 'zoom_in',
    description: 'Zooms in on a region of an image and gives it back.',
    parameters: {
      type: 'object',
      properties: {
        bbox_2d: boxSchema('The region as [x1, y1, x2, y2] in pixels of the image.'),
        img_idx: { type: 'integer', description: 'Which image, from 0: those given first, then every crop.' },
      },
      required: ['bbox_2d'],
    },
  },
]

/** Any tool call with a box, where nothing says whose it is. */
export const toolCalls = callingDialect({
  id: 'tool-calls',
  name: 'Any tool with a box',
  space: 'image',
  tools,
  args: (numbers) => ({ bbox_2d: numbers, img_idx: 0 }),
  rules: { runsBare: true },
  answers,
})

/** The marks that such families put around an answer, the surest first. */
function answers(text: string): readonly Span[] {
  const tagged = answerSpan(text)
  if (tagged.length > 0) return tagged
  const response = answerSpan(text, 'response')
  return response.length > 0 ? response : boxedAnswer(text)
}
