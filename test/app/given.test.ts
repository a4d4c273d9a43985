import { expect, expectTypeOf, it } from 'vitest'
import { given } from '../../app/given'

interface Step {
  readonly id: string
  readonly label?: string
  readonly at?: number
}

it('leaves out what is undefined, and only that', () => {
  const found = given({
    id: 'a',
    label: undefined as string | undefined,
    zero: 0,
    no: false,
    none: null,
    empty: '',
  })
  expect(found).toStrictEqual({ id: 'a', zero: 0, no: false, none: null, empty: '' })
  expect('label' in found).toBe(false)
})

it('has the types that is left: required stays, what may be undefined is optional', () => {
  const label = 'x' as string | undefined
  const found = given({ id: 'a' as string, label })
  expectTypeOf(found.id).toEqualTypeOf<string>()
  expectTypeOf(found.label).toEqualTypeOf<string | undefined>()
  const step: Step = { id: 'a', ...given({ label }) }
  const whole = given<Step>({ id: 'a', label, at: undefined })
  expect([step, whole]).toStrictEqual([
    { id: 'a', label: 'x' },
    { id: 'a', label: 'x' },
  ])
})
