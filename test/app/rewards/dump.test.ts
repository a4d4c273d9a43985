/** Lines of a rollout dump: good ones, odd ones, broken ones. */
import { describe, expect, it } from 'vitest'
import { box } from '../../../app/geometry/box'
import { dumpLikeness, groupOfDump } from '../../../app/rewards/dump'

const look = '<think>I look. {"bbox_2d": [8, 16, 80, 64]}\n'
const line = {
  step: 3,
  image: 'images/sign-00003-0.png',
  image_size: [1120, 840],
  resized_size: [364, 280],
  question: 'What does it say?',
  prompt: '\nThink first.',
  answer: '47',
  family: 'sign',
  kind: 'read',
  boxes: [[20, 40, 250, 190]],
  rollouts: [
    {
      text: `${look}It says 47.</think>\n<answer>47</answer>`,
      segments: [look, 'It says 47.</think>\n<answer>47</answer>'],
      looks: [{ requested: [8, 16, 80, 64], box: [24, 48, 246, 192] }],
      answer: '47',
      rewards: { accuracy: 1, format: 1, region: 0.5, length: 0.08, total: 2.58 },
      advantage: 0.7,
      tokens: [
        { id: 5, text: '<think>', loss: 1, logprob: -0.5 },
        { id: 9, text: '<|image_pad|>', loss: 0, logprob: null },
      ],
    },
    { text: 'no', looks: [{ requested: null, box: null }], answer: 'no' },
  ],
}

describe('a line of a dump', () => {
  it('is a group with all that the trainer wrote down', () => {
    const found = groupOfDump(line, 'g')
    expect(found).toEqual({
      ok: true,
      issues: [],
      value: {
        id: 'g',
        step: 3,
        image: 'images/sign-00003-0.png',
        size: { width: 1120, height: 840 },
        frame: { width: 364, height: 280 },
        question: 'What does it say?',
        prompt: '\nThink first.',
        gold: ['47'],
        source: 'sign',
        boxes: [box(20, 40, 250, 190)],
        rollouts: [
          {
            id: 'g/0',
            text: line.rollouts[0]?.text,
            segments: line.rollouts[0]?.segments,
            // The trainer's box includes its right and bottom pixel.
            looks: [{ numbers: [8, 16, 80, 64], region: box(24, 48, 247, 193), flags: [] }],
            answer: '47',
            tokens: [
              { id: 5, text: '<think>', loss: true, logprob: -0.5, tempered: true },
              { id: 9, text: '<|image_pad|>', loss: false },
            ],
            recorded: {
              terms: { accuracy: 1, format: 1, region: 0.5, length: 0.08 },
              total: 2.58,
              advantage: 0.7,
            },
          },
          {
            id: 'g/1',
            text: 'no',
            segments: ['no'],
            looks: [{ flags: ['invalid', 'not-shown'] }],
            answer: 'no',
          },
        ],
      },
    })
  })

  it('is recognised, and other lines are not', () => {
    expect(dumpLikeness(line)).toBeGreaterThan(0.9)
    for (const other of [null, 7, [], {}, { rollouts: [] }, { rollouts: [{}] }, { question: '', output: '' }])
      expect(dumpLikeness(other)).toBe(0)
  })

  it('finds requests and answer in the text where nobody wrote them down', () => {
    const found = groupOfDump({ rollouts: [{ text: `${look}<answer>9</answer>` }] }, 'g')
    expect(found.ok && found.value.rollouts[0]).toMatchObject({
      looks: [{ numbers: [8, 16, 80, 64], flags: [] }],
      answer: '9',
    })
  })

  it('keeps the good rollouts beside broken ones, with the place of what is wrong', () => {
    const found = groupOfDump(
      { ...line, boxes: [[1, 2, 3], 'x', [NaN, 0, 1, 1]], rollouts: [7, ...line.rollouts] },
      'g',
    )
    expect(found.issues).toEqual([{ path: 'rollouts[0].text', message: 'It has no text.' }])
    expect(found.ok && found.value.rollouts.map((r) => r.id)).toEqual(['g/1', 'g/2'])
    expect(found.ok && found.value.boxes).toBeUndefined()
  })

  it.each([[null], [{}], [{ rollouts: 'x' }], [{ rollouts: [{}, 1] }]])('refuses %j', (value) => {
    expect(groupOfDump(value, 'g').ok).toBe(false)
  })

  it('takes the text as one segment where the segments are of another text', () => {
    const found = groupOfDump({ rollouts: [{ text: 'ab', segments: ['a', 'c'] }] }, 'g')
    expect(found.ok && found.value.rollouts[0]?.segments).toEqual(['ab'])
  })
})
