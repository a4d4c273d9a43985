/** Dumps of trainers as groups of rollouts: a real one of Relook's training, and the shapes verl, TRL and ms-swift write. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { dumpFormatOf } from '../../../app/groups'
import type { DumpPart } from '../../../app/groups/dump'
import { groupsOf, rolloutSeed } from '../../../app/groups/group'
import { groupChanges } from '../../../app/groups/project'
import { rolloutGroupOf } from '../../../app/groups/rollouts'
import { measure, scoreGroup } from '../../../app/rewards/total'
import { paper } from '../../../app/rewards/variants'
import { replay } from '../../../app/trace/replay'
import { stepsOf, type Project } from '../../../app/trace/project'
import { must } from '../../builders/must'

const file = new URL('../../fixtures/rgrpo-run/rollouts.jsonl', import.meta.url)
const lines = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)

interface Recorded {
  readonly image_size: readonly [number, number]
  readonly rollouts: readonly {
    readonly text: string
    readonly answer: string
    readonly looks: readonly {
      readonly requested: readonly number[]
      readonly box: readonly number[] | null
    }[]
    readonly tokens: readonly { readonly text: string; readonly loss: number }[]
    readonly rewards: Readonly<Record<string, number>>
    readonly advantage: number
  }[]
}

const budgets = {
  image: { minPixels: 3136, maxPixels: 112896 },
  crop: { minPixels: 3136, maxPixels: 47040 },
}

function partsOf(value: unknown): readonly DumpPart[] {
  const read = must(dumpFormatOf([value])).parse(value)
  if (!read.ok) throw new Error(read.issues[0]?.message)
  return read.value
}

function projectOf(part: DumpPart, size: readonly [number, number] = [1000, 800]): Project {
  const image = { id: 'img', name: 'x.png', width: size[0], height: size[1], bytes: 1 }
  const changes = groupChanges(part, { id: 'p', title: 't', at: 1, image, model: { id: 'r3-mini', budgets } })
  return must(replay(changes))
}

const groups = lines.map((line) => {
  const project = projectOf(must(partsOf(line)[0]), line.image_size)
  const branches = must(groupsOf(project)[0])
  return { line, project, branches: branches.branches, group: rolloutGroupOf(project, branches) }
})

it('reads a real dump to the letter: text, answers, looks as the trainer cut them', () => {
  expect(groups).toHaveLength(3)
  for (const { line, group } of groups)
    for (const [i, rollout] of group.rollouts.entries()) {
      const told = must(line.rollouts[i])
      expect(rollout.text).toBe(told.text)
      expect(rollout.answer).toBe(told.answer.trim())
      expect(rollout.looks.map((l) => l.numbers)).toEqual(told.looks.map((l) => l.requested))
      for (const [k, { box }] of told.looks.entries()) {
        const look = must(rollout.looks[k])
        if (box === null) expect(look.flags).toContain('invalid')
        else {
          const [left = 0, top = 0, right = 0, bottom = 0] = box
          // The trainer's boxes include their right and bottom pixel.
          expect(look.region).toMatchObject({ left, top, right: right + 1, bottom: bottom + 1 })
        }
      }
    }
})

it('gives the rewards and advantages that the trainer wrote down', () => {
  for (const { line, group } of groups) {
    const scores = scoreGroup(
      group.rollouts.map((r) => measure(r, group)),
      paper,
    )
    for (const [i, told] of line.rollouts.entries()) {
      const scored = must(scores.rollouts[i])
      for (const { term, value } of scored.terms) expect(value).toBeCloseTo(told.rewards[term] ?? 0, 4)
      expect(scored.total).toBeCloseTo(told.rewards['total'] ?? NaN, 4)
      expect(scores.advantages.values[i]).toBeCloseTo(told.advantage, 2)
      expect(group.rollouts[i]?.recorded).toMatchObject({
        total: told.rewards['total'],
        advantage: told.advantage,
      })
    }
  }
})

it('masks the same tokens as the trainer did when the mask is worked out from the steps alone', () => {
  for (const { line, group } of groups)
    for (const [i, rollout] of group.rollouts.entries()) {
      const told = must(line.rollouts[i])
      // The end of the turn is a token of the trainer's that is no text of a step.
      const theirs = told.tokens.filter((t) => t.text !== '<|im_end|>').map((t) => [t.text, t.loss === 1])
      const own = must(rollout.tokens).map((t) => [t.text, t.loss])
      expect(own).toEqual(theirs)
    }
})

it('makes branches that a run would have made: looks with their crops, tokens with their probability', () => {
  const { project, branches } = must(groups[0])
  const steps = stepsOf(project, must(branches[0]))
  expect(steps.slice(0, 3).map((s) => s.type)).toEqual(['thought', 'look', 'observation'])
  expect(steps[0]?.tokens?.every((t) => t.logprob !== undefined && t.tempered === true && t.id >= 0)).toBe(
    true,
  )
  expect(new Set(Object.keys(project.steps)).size).toBe(branches.flatMap((b) => b.path).length)
  expect(branches[0]?.view.size).toEqual({ width: 336, height: 336 })
  expect(branches[0]?.rollout).toMatchObject({ index: 0, of: 6, step: 1 })
})

it('keeps a group whose picture is missing, with the size the dump says', () => {
  const part = must(partsOf(lines[0])[0])
  const project = must(replay(groupChanges(part, { id: 'p', title: 't', at: 1 })))
  expect(project.image).toMatchObject({ id: 'missing', name: 'images/table-00001-0.png' })
  const group = rolloutGroupOf(project, must(groupsOf(project)[0]))
  expect(group.size).toEqual({ width: lines[0]?.image_size[0], height: lines[0]?.image_size[1] })
  expect(group.rollouts[0]?.looks[0]?.region).toEqual(groups[0]?.group.rollouts[0]?.looks[0]?.region)
})

const reply = '<think>Look. {"bbox_2d": [10, 20, 200, 220]}</think><answer>4</answer>'

it('groups rows of verl by prompt and step, with the extra numbers as terms', () => {
  const row = {
    input: 'system\nBe kind.\nuser\nHow many?\nassistant\n',
    output: reply,
    gts: '4',
    score: 1.2,
    step: 7,
    acc: 1,
    format: 0.2,
  }
  expect(dumpFormatOf([row])?.name).toBe('verl')
  const [a, b, c] = [
    row,
    { ...row, output: '<answer>5</answer>', score: 0.2, acc: 0 },
    { ...row, step: 8 },
  ].map((r) => must(partsOf(r)[0]))
  expect(a).toMatchObject({ step: 7, question: 'How many?', gold: ['4'] })
  expect(a?.key).toBe(b?.key)
  expect(c?.step).toBe(8)
  expect(a?.rollouts[0]?.recorded).toEqual({ terms: { acc: 1, format: 0.2 }, total: 1.2 })
  expect([a?.rollouts[0]?.verdict, b?.rollouts[0]?.verdict]).toEqual([1, 0])
  expect(a?.rollouts[0]?.looks).toBe(1)
})

it('reads completions of TRL, as text and as messages', () => {
  const text = {
    step: 3,
    prompt: '<|im_start|>user\nHow many?<|im_end|>\n<|im_start|>assistant\n',
    completion: reply,
    accuracy_reward: 1,
    format_reward: 0.5,
    advantage: 0.7,
  }
  const chat = {
    ...text,
    prompt: [{ role: 'user', content: 'How many?' }],
    completion: [{ role: 'assistant', content: reply }],
  }
  for (const row of [text, chat]) {
    expect(dumpFormatOf([row])?.name).toBe('TRL')
    expect(must(partsOf(row)[0])).toMatchObject({ step: 3, question: 'How many?' })
    expect(partsOf(row)[0]?.rollouts[0]?.recorded).toEqual({
      terms: { accuracy_reward: 1, format_reward: 0.5 },
      total: 1.5,
      advantage: 0.7,
    })
  }
})

it('reads the columns of a step that ms-swift writes on one line', () => {
  const row = {
    gen_step: ['2', '2'],
    prompt: ['<|im_start|>user\nA?<|im_end|>\n', '<|im_start|>user\nB?<|im_end|>\n'],
    completion: [reply, '<answer>1</answer>'],
    Accuracy: [1, 0],
    advantages: [0.5, -0.5],
  }
  expect(dumpFormatOf([row])?.name).toBe('ms-swift')
  const parts = partsOf(row)
  expect(parts.map((p) => [p.step, p.question])).toEqual([
    [2, 'A?'],
    [2, 'B?'],
  ])
  expect(parts[1]?.rollouts[0]?.recorded).toEqual({ terms: { Accuracy: 0 }, total: 0, advantage: -0.5 })
})

it('gives rollouts of text steps of their own, although formats number them alike', () => {
  const row = { input: 'user\nHow many?\nassistant\n', output: reply, gts: '4', score: 1, step: 1 }
  const part = must(partsOf(row)[0])
  const project = projectOf({ ...part, rollouts: [...part.rollouts, ...part.rollouts] })
  const [a, b] = must(groupsOf(project)[0]).branches
  expect(a?.path).not.toEqual(b?.path)
  expect(stepsOf(project, must(b)).map((s) => s.type)).toContain('look')
  expect(rolloutGroupOf(project, must(groupsOf(project)[0])).rollouts.map((r) => r.answer)).toEqual([
    '4',
    '4',
  ])
})

it('takes nothing else for a dump', () => {
  for (const value of [
    null,
    3,
    {},
    { question: 'x', answer: 'y' },
    { prompt: 'p', chosen: 'a', rejected: 'b' },
    { messages: [] },
  ])
    expect(dumpFormatOf([value])).toBeUndefined()
})

it('never gives two rollouts of a group nearly the same seed', () => {
  for (const seed of [0, 1, 7, 2 ** 31 - 1]) {
    const seeds = Array.from({ length: 64 }, (_, i) => rolloutSeed(seed, i)).toSorted((a, b) => a - b)
    // The loop adds the number of looks to it.
    for (const [i, one] of seeds.entries()) if (i > 0) expect(one - (seeds[i - 1] ?? 0)).toBeGreaterThan(64)
    expect(seeds.every((s) => Number.isInteger(s) && s >= 0 && s < 2 ** 31)).toBe(true)
  }
})
