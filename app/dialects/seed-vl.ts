/**
 * Seed1.5-VL and UI-TARS as GUI agents: `Thought: …` and `Action: click(point='<point>450 417</point>')`; for grounding `<point>x y</point>`
 * and `<bbox>x1 y1 x2 y2</bbox>`. Thousandths (written 0–999, divided by 1,000). `finished(content='…')` is the answer; what is
 * thought aloud is none.
 * Source of every rule: ByteDance-Seed/Seed1.5-VL, GUI/gui.ipynb; bytedance/UI-TARS, codes/ui_tars/prompt.py (`COMPUTER_USE_DOUBAO`).
 */
import { finishedAnswer, finishedCall } from './marks/actions'
import { namingDialect } from './naming'

const prompt = `You are a GUI agent. You are given a task and your action history, with screenshots. You need to perform the next action to complete the task.

## Output Format
\`\`\`
Thought: ...
Action: ...
\`\`\`

## Action Space
click(point='<point>x1 y1</point>')
left_double(point='<point>x1 y1</point>')
right_single(point='<point>x1 y1</point>')
drag(start_point='<point>x1 y1</point>', end_point='<point>x2 y2</point>')
hotkey(key='ctrl c')
type(content='xxx')
scroll(point='<point>x1 y1</point>', direction='down or up or right or left')
wait()
finished(content='xxx')

## User Instruction
`

/** Seed1.5-VL: `<point>` and `<bbox>` in thousandths, alone or in an action. */
export const seedVl = namingDialect({
  id: 'seed-vl',
  name: 'Seed1.5-VL, UI-TARS',
  space: 'per-mille',
  sees: 'whole',
  checkpoints: /seed-?1[.-]\d|doubao.*(?:vision|vl)|ui-?tars/i,
  ask: (question) => prompt + question,
  answers: finishedAnswer,
  writes: 'points',
  writeBox: (numbers) => `click(point='<point>${numbers.join(' ')}</point>')`,
  writeAnswer: finishedCall,
})
