/** Traces with markup wherever text may stand, and ways to run something or to ask something of another address. */
import { branch, fiveSteps } from './project'

/** An address that nobody may ask. */
const evil = 'http://evil.example'
/** Ways to run something or to ask something of another address. */
export const payloads = [
  `<img src="${evil}/i.png" onerror="hit()">`,
  '<script>hit()</script>',
  '"><svg onload=hit()>',
  `' onmouseover='hit()' x='`,
  '</textarea></title></style><script>hit()</script>',
  `![picture](${evil}/p.png)`,
  '[link](javascript:hit())',
  `<iframe srcdoc="<script>parent.hit()</script>"></iframe>`,
  `<style>@import url(${evil}/s.css); body { background: url(${evil}/b.png) }</style>`,
  `$\\href{javascript:hit()}{x} \\includegraphics{${evil}/k.png} \\htmlStyle{background:url(${evil}/t.png)}{y}$`,
  `<link rel=stylesheet href=${evil}/l.css><meta http-equiv=refresh content="0;url=${evil}">`,
  '{{constructor.constructor("hit()")()}} ${hit()} <%= hit() %>',
] as const
const all = payloads.join(' ')

/** A field's words: its own name, so that it can be told which one it is, and the markup. */
export const marked = (field: string) => `${field} ${all}`

/** A log row and a whole project with markup wherever text may stand. */
export function markupRows(): readonly object[] {
  const text = fiveSteps.map((step) => ({
    ...step,
    raw: `${step.raw}${'text' in step ? marked('raw') : ''}`,
    ...('text' in step ? { text: `${step.text} ${marked('text')}` } : {}),
    ...(step.type === 'look' ? { label: marked('label') } : {}),
    author: { type: 'model', model: marked('model') },
  }))
  return payloads.map((payload, n) => ({
    relook: 1,
    image: 'a.png',
    project: {
      id: `p${n}`,
      title: `${payload} title ${n}`,
      createdAt: 1,
      image: { id: 'img', name: marked('name'), bytes: 10, width: 1008, height: 756 },
      origin: { collection: 'c', row: n, file: marked('file'), answer: marked('gold') },
      steps: Object.fromEntries(text.map((s) => [s.id, s])),
      branches: [
        {
          ...branch(
            'b',
            text.map((s) => s.id),
          ),
          name: marked('branch'),
          question: marked('question'),
          model: marked('model'),
          rollout: { group: marked('group'), index: 0, of: 1 },
          run: {
            type: 'ended',
            startedAt: 1,
            endedAt: 2,
            reason: 'failed',
            failure: { code: 'model-failed', message: marked('failure') },
          },
        },
      ],
      drafts: { t2: { type: 'text', text: marked('draft') } },
      reviews: {
        'b/Ada': {
          by: 'Ada',
          at: 3,
          tags: [all.slice(0, 60)],
          note: marked('note'),
          gold: marked('gold'),
          goldBoxes: [],
          spent: 5,
          verdict: 'flagged',
          // Exports for process rewards have only what somebody judged step by step.
          steps: Object.fromEntries(text.map((s) => [s.id, 'good'])),
        },
      },
    },
  }))
}
