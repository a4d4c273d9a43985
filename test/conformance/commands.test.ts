/** What every command must be: one suite over the registry. What single keys mean is in test/renderer/commands. */
import { describe, expect, it } from 'vitest'
import { hostContract } from '../../app/host'
import { commandOf, commands, menuItems, type Command } from '../../renderer/commands'
import { initialState } from '../../renderer/session/state'

const verbs = /^(?:\p{Lu}|[“(])/u

describe.each(commands.map((c): [string, Command] => [c.id, c]))('command %s', (id, command) => {
  it('is found by an id of its own, and has a title that begins with a capital and is not a sentence', () => {
    expect(commandOf(id)).toBe(command)
    expect(commands.filter((c) => c.id === id)).toHaveLength(1)
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/)
    expect(command.title).toMatch(verbs)
    expect(command.title).not.toMatch(/\.$/)
  })

  it('can be asked in the state a window begins with', () => {
    expect(command.enabled(initialState)).toBeTypeOf('boolean')
  })

  it('has no chord twice', () => {
    expect(new Set(command.keys).size).toBe(command.keys.length)
  })
})

it('stands in menus the host knows', () => {
  expect(hostContract.setMenu.input.safeParse({ items: menuItems(initialState) }).error).toBeUndefined()
})
