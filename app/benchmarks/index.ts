/**
 * Every benchmark with its prompt and metric: one line each. Sources: VLMEvalKit `vlmeval/dataset/*.py` for prompts, metrics and
 * file names; lmms-eval `lmms_eval/tasks/*` for hub names. The first that fits wins.
 */
import type { Preset } from './preset'

/** The benchmarks, more particular ones first: the first that fits a file is taken. */
export const presets = [
  {
    id: 'mathvista',
    title: 'MathVista',
    metric: 'mathvista',
    style: 'plain',
    file: /mathvista/i,
    columns: ['question_type', 'answer_type', 'choices'],
    tsv: 'MathVista_MINI.tsv',
    hub: 'AI4Math/MathVista',
  },
  {
    id: 'mathvision',
    title: 'MathVision',
    metric: 'mathvision',
    style: 'plain',
    file: /math[-_]?vision|math[-_]?v(?![a-z\d])/i,
    tsv: 'MathVision.tsv',
    hub: 'MathLLMs/MathVision',
  },
  {
    id: 'scienceqa',
    title: 'ScienceQA',
    metric: 'mcq',
    style: 'choice',
    file: /science_?qa/i,
    tsv: 'ScienceQA_TEST.tsv',
    hub: 'lmms-lab/ScienceQA',
  },
  {
    id: 'hallusion-bench',
    title: 'HallusionBench',
    metric: 'hallusion-bench',
    style: 'plain',
    file: /hallusion/i,
    columns: ['set_id', 'figure_id', 'gt_answer'],
    tsv: 'HallusionBench.tsv',
    hub: 'lmms-lab/HallusionBench',
  },
  // Before DocVQA: the hub keeps both in one repository of that name.
  {
    id: 'infovqa',
    title: 'InfoVQA',
    metric: 'anls',
    style: 'short',
    file: /info(graphics?)?_?vqa/i,
    tsv: 'InfoVQA_VAL.tsv',
    hub: 'lmms-lab/DocVQA',
  },
  {
    id: 'docvqa',
    title: 'DocVQA',
    metric: 'anls',
    style: 'short',
    file: /doc_?vqa/i,
    tsv: 'DocVQA_VAL.tsv',
    hub: 'lmms-lab/DocVQA',
  },
  {
    id: 'textvqa',
    title: 'TextVQA',
    metric: 'vqa-score',
    style: 'short',
    file: /text_?vqa/i,
    tsv: 'TextVQA_VAL.tsv',
    hub: 'lmms-lab/textvqa',
  },
  {
    id: 'chartqa',
    title: 'ChartQA',
    metric: 'relaxed-accuracy',
    style: 'short',
    file: /chart_?qa/i,
    tsv: 'ChartQA_TEST.tsv',
    hub: 'lmms-lab/ChartQA',
  },
  {
    id: 'vlm-r3-log',
    title: 'VLM-R³ log',
    metric: 'vlm-r3',
    style: 'plain',
    file: /(?!)/,
    columns: ['full_response', 'ground_truth'],
  },
  {
    id: 'mmvp',
    title: 'MMVP',
    metric: 'mmvp',
    style: 'choice',
    file: /mmvp/i,
    tsv: 'MMVP.tsv',
    hub: 'MMVP/MMVP',
  },
  {
    id: 'vstar',
    title: 'V*',
    metric: 'mcq',
    style: 'choice',
    file: /v[_-]?star|test_questions/i,
    tsv: 'VStarBench.tsv',
    hub: 'lmms-lab/vstar-bench',
  },
  {
    id: 'hr-bench',
    title: 'HR-Bench',
    metric: 'hr-bench',
    style: 'choice',
    file: /hr[_-]?bench/i,
    columns: ['cycle_category'],
    tsv: 'hr_bench_4k.tsv',
    hub: 'DreamMr/HR-Bench',
  },
  {
    id: 'mme-realworld',
    title: 'MME-RealWorld',
    metric: 'mme-realworld',
    style: 'lettered',
    file: /mme[_-]?real/i,
    tsv: 'MME-RealWorld.tsv',
    hub: 'yifanzhang114/MME-RealWorld',
  },
  {
    id: 'mme',
    title: 'MME',
    metric: 'mme',
    style: 'plain',
    file: /(^|[_\W])mme([_\W]|$)/i,
    tsv: 'MME.tsv',
    hub: 'lmms-lab/MME',
  },
  {
    id: 'mmmu',
    title: 'MMMU',
    metric: 'mmmu',
    style: 'choice',
    file: /mmmu/i,
    tsv: 'MMMU_DEV_VAL.tsv',
    hub: 'lmms-lab/MMMU',
  },
  {
    id: 'relook',
    title: 'Built-in model’s scenes',
    metric: 'same-text',
    style: 'plain',
    file: /(?!)/,
    columns: ['image_path', 'family', 'answer'],
  },
] as const satisfies readonly Preset[]

/** The preset with this id. */
export function presetOf(id: string): Preset | undefined {
  return presets.find((p) => p.id === id)
}

/** The preset a file is likely for: by its columns where they are telling, else by its name. */
export function presetFor(name: string, columns: readonly string[]): Preset | undefined {
  const has = new Set(columns.map((column) => column.toLowerCase()))
  const all: readonly Preset[] = presets
  return (
    all.find((p) => p.columns?.every((column) => has.has(column)) === true) ??
    all.find((p) => p.file.test(name))
  )
}

export type { Preset } from './preset'
