/**
 * Function calls put together from the pieces servers send. By OpenAI's rule the index tells which call a piece belongs
 * to; servers also give every call index 0 and a new id, repeat the name in each piece, send arguments as an object, or
 * use the older `function_call`. Pure.
 */
import { isJson } from '../../../app/json'
import type { ToolCall } from '../../../app/dialects/dialect'
import { callPiece, type CallPiece, type ChatDelta } from './protocol'

interface Open {
  readonly index: number | undefined
  id: string
  name: string
  arguments: string
}

/** More calls than any answer has: the rest of a server gone wrong is left out. */
const most = 64

/** Takes the pieces of one answer. */
export function createCalls() {
  const calls: Open[] = []
  const openFor = ({ index, id, function: f }: CallPiece): Open | undefined => {
    const known = index ?? undefined
    const last = known === undefined ? calls.at(-1) : calls.findLast((c) => c.index === known)
    if (
      last !== undefined &&
      !isNew(last, { id: id ?? '', name: f?.name ?? '', indexed: known !== undefined })
    )
      return last
    // Arguments of a call that never began belong to nothing.
    if ((known === undefined && !f?.name) || calls.length >= most) return undefined
    const fresh: Open = { index: known, id: '', name: '', arguments: '' }
    calls.push(fresh)
    return fresh
  }
  const take = (piece: CallPiece) => {
    const call = openFor(piece)
    if (call === undefined) return
    const { name, arguments: args } = piece.function ?? {}
    call.id ||= piece.id ?? ''
    if (name && name !== call.name) call.name += name
    if (typeof args === 'string') call.arguments += args
    else if (args !== undefined && args !== null) call.arguments = JSON.stringify(args)
  }
  /** What is no piece of a call stands for one that nobody can read, so that it is told. */
  const takeAny = (piece: unknown) => {
    if (piece === undefined || piece === null || piece === '') return
    const read = callPiece.safeParse(piece)
    if (read.success) take(read.data)
    else if (calls.length < most)
      calls.push({ index: undefined, id: '', name: '', arguments: JSON.stringify(piece) })
  }
  return {
    take: ({ tool_calls: pieces, function_call: older }: ChatDelta): void => {
      for (const piece of Array.isArray(pieces) ? (pieces as unknown[]) : [pieces]) takeAny(piece)
      if (older) take({ index: -1, function: older })
    },
    all: (): readonly ToolCall[] => calls.map(({ name, arguments: args }) => ({ name, arguments: args })),
  }
}

/** Whether a piece begins another call than the last one it could belong to. */
function isNew(last: Open, piece: { readonly id: string; readonly name: string; readonly indexed: boolean }) {
  if (piece.id !== '' && last.id !== '') return piece.id !== last.id
  if (piece.name === '') return false
  // Without ids: a name after whole arguments begins a call; the same name before them is only repeated.
  return piece.indexed ? piece.name !== last.name && isWhole(last.arguments) : isWhole(last.arguments)
}

function isWhole(args: string): boolean {
  return args.trimEnd().endsWith('}') && isJson(args)
}
