/** A walk through what several annotators share: instructions, rubric, parts, progress, who else is there. In review mode over an open file. */
import type { Page } from 'playwright-core'
import type { Visit, Walk } from './states'

const review = (page: Page) => page.getByRole('region', { name: 'Review' })
const dialog = (page: Page) => page.getByRole('dialog', { name: /Queue/ })
const key = (page: Page, name: string) => page.keyboard.press(name)

async function openDialog(page: Page): Promise<void> {
  await review(page)
    .getByRole('button', { name: /Queue: instructions/ })
    .click()
  await dialog(page).waitFor()
}

async function saved(page: Page): Promise<void> {
  const save = dialog(page).getByRole('button', { name: 'Save for everybody' })
  await save.click()
  await save.and(page.locator(':disabled')).waitFor()
}

/** Begins and ends outside of review mode, in a file whose reviewer is known. */
export async function walkQueue(walk: Walk, visit: Visit): Promise<void> {
  const { page } = walk
  await page.getByTestId('canvas').focus()
  await key(page, 'q')
  await review(page).getByRole('button', { name: 'Accept' }).waitFor()
  const toggle = review(page).getByRole('button', { name: 'Show keys' })
  await toggle.click()
  await visit('review: its keys')
  await review(page).getByRole('button', { name: 'Hide keys' }).click()
  await openDialog(page)
  await visit('queue: instructions')
  await dialog(page)
    .getByRole('textbox')
    .fill('# Rule\n\nA box holds **all** of the thing, with $x_1 < x_2$.')
  await saved(page)
  await walkForms(page, visit)
  await dialog(page).getByRole('tab', { name: 'Progress' }).click()
  await dialog(page).getByRole('table').waitFor()
  await visit('queue: progress')
  await key(page, 'Escape')
  await review(page).getByRole('region', { name: 'Instructions' }).first().waitFor()
  // The button that has the focus again tells its tip, which lies outside of the page's landmarks.
  await page.getByTestId('canvas').focus()
  await page.getByRole('tooltip').waitFor({ state: 'detached' })
  await visit('review with instructions, a rubric and a part')
  await key(page, 'c')
  await visit('review: points by the rubric')
  await key(page, '4')
  await key(page, 'Escape')
  await walkOthers(walk, visit)
  await page.getByTestId('step-row').nth(1).locator('button').first().click()
  await key(page, 'Shift+R')
  await visit('four extreme points')
  await key(page, 'Escape')
  await key(page, 'q')
  await review(page).waitFor({ state: 'detached' })
}

async function walkForms(page: Page, visit: Visit): Promise<void> {
  await dialog(page).getByRole('tab', { name: 'Rubric' }).click()
  await visit('queue: no rubric')
  for (const [n, name] of ['Grounded', 'Clear'].entries()) {
    await dialog(page).getByRole('button', { name: 'Add a criterion' }).click()
    await dialog(page)
      .getByRole('textbox', { name: /^\W*Criterion\W*$/ })
      .nth(n)
      .fill(name)
  }
  await visit('queue: a rubric')
  await saved(page)
  await dialog(page).getByRole('tab', { name: 'People' }).click()
  await dialog(page)
    .getByRole('textbox', { name: /Names of annotators/ })
    .fill('Ada\nBo')
  await visit('queue: people')
  await saved(page)
}

/** A second window of somebody else at the same trace. */
async function walkOthers({ app, page }: Walk, visit: Visit): Promise<void> {
  const context = await page
    .context()
    .browser()
    ?.newContext({ viewport: { width: 1400, height: 900 } })
  const bo = await context?.newPage()
  if (bo === undefined) throw new Error('There is no browser.')
  await bo.goto(app.url)
  await bo.getByTestId('sample-card').first().waitFor()
  await bo.goto(page.url())
  await bo.getByTestId('canvas').waitFor()
  await key(bo, 'q')
  await bo.getByLabel('Who is reviewing?').fill('Bo')
  await key(bo, 'Enter')
  await review(bo).getByRole('button', { name: 'Accept' }).waitFor()
  await review(page).getByText('Also here', { exact: false }).waitFor()
  await key(bo, 'x')
  await visit('review: somebody else is here')
  await openDialog(page)
  await openDialog(bo)
  for (const one of [page, bo]) await dialog(one).getByRole('tab', { name: 'Instructions' }).click()
  await dialog(page).getByRole('textbox').fill('Mine.')
  await dialog(bo).getByRole('textbox').fill('Theirs.')
  await saved(bo)
  await dialog(page).getByRole('alert').waitFor()
  await visit('queue: changed by two at once')
  await bo.context().close()
  await dialog(page).getByRole('button', { name: 'Take over theirs' }).click()
  await key(page, 'Escape')
}
