/** Groups of rollouts in the window: sampled, scored, compared; a trainer's dump with its curve; kill -9 in the middle. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { rolloutSeed } from '../app/groups/group'
import { openApp, type OpenApp } from './e2e-harness/app'

let app: OpenApp | undefined
afterEach(async () => {
  await app?.stop()
  app = undefined
})

const dump = fileURLToPath(new URL('fixtures/rgrpo-run/rollouts.jsonl', import.meta.url))

/** Rollouts 1 and 3 are right; they look at places of their own. */
const answers = [0, 1, 2, 3].map((i) => ({
  seed: rolloutSeed(0, i),
  segments: [
    `<think>I look. {"bbox_2d": [${i * 40}, 20, ${i * 40 + 80}, 120]}`,
    `${'It says so. '.repeat(i + 1)}</think>\n<answer>${i % 2 === 0 ? 'S14' : 'S15'}</answer>`,
  ],
}))

test('samples a group, is killed, goes on; scores it under other weights; compares two', async () => {
  const data = mkdtempSync(join(tmpdir(), 'relook-e2e-rollouts-'))
  const slow = await openApp({ width: 1400, height: 900, data, script: { tokensPerSecond: 25, answers } })
  await slow.page.getByTestId('sample-card').first().click()
  // The key does nothing before the picture is open and a model is known.
  await slow.page.locator('[data-testid=run]:enabled').waitFor()
  await slow.page.keyboard.press('Control+g')
  const dialog = slow.page.getByRole('dialog', { name: 'Sample rollouts' })
  await dialog.getByRole('combobox', { name: 'Model' }).click()
  await slow.page.getByRole('option', { name: 'Scripted' }).click()
  await dialog.getByRole('textbox', { name: 'Right answer of the question' }).fill('S14')
  await dialog.getByRole('textbox', { name: 'Rollouts', exact: true }).fill('4')
  await dialog.getByRole('button', { name: 'Sample 4 rollouts' }).click()
  await slow.page.getByText('1 of 4 rollouts').first().waitFor()
  await slow.kill9()

  app = await openApp({ width: 1400, height: 900, data, script: { tokensPerSecond: 4000, answers } })
  const { page } = app
  await page.getByTestId('sample-card').first().waitFor()
  await page.getByRole('navigation', { name: 'Project' }).getByText('sign-01').first().click()
  await page.getByRole('button', { name: 'Rollouts', exact: true }).click()
  await page.getByRole('button', { name: 'Resume 3' }).click()
  const table = page.getByRole('region', { name: 'Rollouts of the group' })
  const row = (n: number) => table.getByRole('row').nth(n)
  await table.getByText('S15').nth(1).waitFor()

  // Two right ones: 1 + 1 + 0.5 + length; the wrong ones have format and length only.
  await table.getByRole('button', { name: 'Total' }).click()
  await row(1).getByText('S14').waitFor()
  await row(4).getByText('S15').waitFor()
  const accuracy = page.getByRole('textbox', { name: 'Accuracy: weight' })
  await accuracy.fill('0')
  await page.getByRole('textbox', { name: 'Region validity: weight' }).fill('0')
  // Now the longest is the best, whatever it says.
  await row(1).getByText('S15').waitFor()
  await page.getByRole('button', { name: 'Reset' }).click()
  await row(1).getByText('S14').waitFor()
  await page.getByRole('tab', { name: 'As in the released code' }).click()
  await expect.poll(() => page.getByRole('textbox', { name: /^Format.*weight$/ }).inputValue()).toBe('0.5')

  // The strip: the crop and what the loop appended are masked.
  await page.getByRole('listbox', { name: 'Tokens' }).press('End')
  await page
    .getByText(/"S14.*: written by the model, in the loss|written by the model, in the loss/)
    .first()
    .waitFor()
  await page.getByRole('combobox', { name: 'Whose mask' }).selectOption('released')
  await page.getByText('appended by the loop in the loss').waitFor()

  await page.getByRole('button', { name: 'Pin rollout 1' }).click()
  await row(3).hover()
  await page.getByRole('button', { name: 'Pin rollout 2' }).click()
  await page.getByRole('button', { name: 'Compare the two pinned' }).click()
  await page.getByText('≠ different answer').waitFor()
  await app.stop()
  app = undefined
  rmSync(data, { recursive: true, force: true })
})

test('opens a trainer’s dump: the curve, the groups of a step, rewards, a rollout step by step', async () => {
  app = await openApp({ width: 1400, height: 900, theme: 'dark', args: ['--open', dump] })
  const { page } = app
  const side = page.getByRole('navigation', { name: 'Rollouts' })
  await side.getByText('3 groups, 18 rollouts · Relook training').waitFor()
  await page.getByText('from the trainer’s log, 8 steps').waitFor()
  // Eight steps are drawn as they are; smoothed, the legend says so.
  const smoothing = page.getByRole('slider', { name: 'Smoothing of the curve' })
  await expect.poll(() => smoothing.getAttribute('aria-valuenow')).toBe('0')
  await smoothing.press('ArrowRight')
  await page.getByText('last step, smoothed').waitFor()
  await smoothing.press('Home')
  await page.getByText('last step', { exact: true }).waitFor()
  const curve = page.getByRole('img', { name: /^Curve of accuracy/ })
  await curve.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await side.getByText('2 groups', { exact: true }).waitFor()

  await page.getByRole('option', { name: /gray row in column A/ }).click()
  const table = page.getByRole('region', { name: 'Rollouts of the group' })
  await table.getByText('2.617').first().waitFor()
  await expect.poll(() => table.getByRole('row').count()).toBe(7)
  await expect.poll(() => page.getByRole('button', { name: /^Rollout \d, look 1$/ }).count()).toBe(6)
  // Worked out here, the trainer's numbers come out again.
  await page.getByRole('tab', { name: 'As in the paper' }).click()
  await table.getByText('2.617').first().waitFor()
  await page.getByRole('combobox', { name: 'Which rollouts' }).selectOption('wrong')
  await table.getByText('2 of 6').waitFor()

  await page.getByRole('button', { name: 'Remove filter “step 2”' }).click()
  await page.getByRole('option', { name: /difference between/ }).click()
  await page.getByText('images/table-00001-0.png').waitFor()

  await page.getByRole('option', { name: /gray row in column A/ }).click()
  await page.getByRole('combobox', { name: 'Which rollouts' }).selectOption('all')
  await page.getByRole('button', { name: 'Step through' }).click()
  await page.getByText('I look for the gray row in column A.').first().waitFor()
  await page.getByText('rollout 6').waitFor()
})
