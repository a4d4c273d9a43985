/**
 * Names of checkpoints as they stand on hubs and in servers' lists, and the dialect each suggests: a family's own before that of the model it
 * was trained from, and none where a name only looks alike.
 */
import { describe, expect, test } from 'vitest'
import { dialectOfCheckpoint, dialects, type Dialect, type DialectId } from '../../../app/dialects'

describe('a name suggests', () => {
  test.each<[string, DialectId]>([
    ['ChenShawn/DeepEyes-7B', 'deepeyes'],
    ['deepeyes-eval', 'deepeyes-eval'],
    ['honglyhly/DeepEyesV2_7B_1031', 'deepeyes-v2'],
    ['deepeyes-v2-7b', 'deepeyes-v2'],
    ['Mini-o3/Mini-o3-7B-v1', 'mini-o3'],
    ['TIGER-Lab/PixelReasoner-RL-v1', 'pixel-reasoner'],
    ['xintongzhang/CoF-rl-model-7b', 'chain-of-focus'],
    ['gsarch/ViGoRL-Multiturn-7b-Visual-Search', 'vigorl'],
    ['Kwai-Keye/Thyme', 'thyme'],
    ['We-Math/V-Thinker', 'v-thinker'],
    ['HaochenWang/TreeVGR-7B', 'treevgr'],
    ['yfan1997/GRIT-20-Qwen2.5-VL-3B', 'grit'],
    ['Agents-X/PyVision-Image-7B-RL', 'pyvision-rl'],
    ['ByteDance-BandAI/CodeVision-Qwen3-VL-8B', 'codevision'],
    ['laonuo/Visual-ARFT-Coding', 'visual-arft'],
    ['deepcs233/VisCoT-7b-336', 'visual-cot'],
    ['HuanjinYao/Mulberry_qwen2vl_7b', 'mulberry'],
    ['Xkev/Llama-3.2V-11B-cot', 'llava-cot'],
    ['NOVAglow646/Monet-7B', 'monet'],
    ['sensenova/SenseNova-MARS-8B', 'sensenova-mars'],
    ['marinero4972/Open-o3-Video', 'open-o3-video'],
    ['Qwen/Qwen2-VL-7B-Instruct', 'qwen-grounding'],
    ['Qwen/Qwen2.5-VL-7B-Instruct', 'qwen-grounding'],
    ['XiaomiMiMo/MiMo-VL-7B-RL', 'qwen-grounding'],
    ['Qwen/Qwen3-VL-8B-Thinking', 'qwen3-vl'],
    ['Qwen/Qwen3.5-4B', 'qwen3.5'],
    ['qwen3-6-35b-a3b', 'qwen3.5'],
    ['gemini-3-flash-preview', 'gemini'],
    ['zai-org/GLM-4.6V-Flash', 'glm-v'],
    ['glm-4.5v', 'glm-v'],
    ['deepseek-ai/deepseek-vl2-tiny', 'deepseek-vl2'],
    ['deepseek-ai/DeepSeek-OCR', 'deepseek-vl2'],
    ['allenai/Molmo-7B-D-0924', 'molmo'],
    ['allenai/Molmo2-8B', 'molmo2'],
    ['allenai/MolmoPoint-8B', 'molmo2'],
    ['google/paligemma2-3b-pt-448', 'paligemma'],
    ['microsoft/Florence-2-large', 'florence-2'],
    ['PaddlePaddle/PaddleOCR-VL-1.5', 'paddleocr-vl'],
    ['ByteDance-Seed/UI-TARS-1.5-7B', 'seed-vl'],
    ['doubao-1-5-thinking-vision-pro-250428', 'seed-vl'],
    ['claude-opus-4-5', 'claude-crop'],
  ])('%s: %s', (name, id) => {
    expect(dialectOfCheckpoint(name)?.id).toBe(id)
  })

  test.each([
    'gpt-4o',
    'moonshotai/Kimi-K2.5',
    'cofounder-7b',
    'monetary-7b',
    'integrity-7b',
    'llama-3.2-11b-vision',
    'deepseek-v3',
  ])('nothing: %s', (name) => {
    expect(dialectOfCheckpoint(name)).toBeUndefined()
  })
})

test('no pattern of a family fits another family’s id', () => {
  const all: readonly Dialect[] = dialects
  const wrong = all.flatMap(({ id }) => {
    const found = dialectOfCheckpoint(id)?.id
    // PyVision is any model that is asked so; the model trained with it has the name.
    return found === undefined || found === id || id === 'pyvision' ? [] : [[id, found]]
  })
  expect(wrong).toEqual([
    ['gemini-code', 'gemini'],
    ['vigorl-points', 'vigorl'],
  ])
})
