/**
 * Qwen3.5 and 3.6 with Qwen-Agent's zoom tool: as Qwen3-VL, but their chat template writes calls in XML
 * (`<function=…><parameter=…>`), which verl calls `qwen3_coder`. A number above 1000 makes all of a call's numbers pixels.
 * Source: chat_template.jinja of Qwen3.5; QwenLM/Qwen-Agent, examples/assistant_qwen3.5.py and
 * qwen_agent/tools/image_zoom_in_qwen3vl.py; the rule of pixels: NVIDIA-NeMo/Gym, resources_servers/image_tools/base.py.
 */
import { toolsOf, writeXmlCall, xmlToolsSystem } from './calls/write'
import type { Dialect } from './dialect'
import { xmlCall } from './edges/qwen3-5'
import { qwen3VlEdge } from './edges/qwen3-vl'
import { qwen3Vl, refusedIn, zoomTool } from './qwen3-vl'

/** The zoom tool of Qwen3.5, whose calls are written as XML. */
export const qwen35 = {
  ...qwen3Vl,
  id: 'qwen3.5',
  name: 'Qwen3.5 zoom tool',
  system: xmlToolsSystem([zoomTool]),
  tools: toolsOf([zoomTool], 'xml'),
  checkpoints: /qwen-?3[._-]?[56]/i,
  edge: (ended) => qwen3VlEdge(ended, { refuses: refusedIn(ended.size), callIn: xmlCall }),
  request: (region, source, label = 'region') => {
    const { numbers } = qwen3Vl.request(region, source)
    return { numbers, text: writeXmlCall(zoomTool.name, { bbox_2d: numbers, label, img_idx: 0 }) }
  },
} as const satisfies Dialect
