/** What the parameters of a function of the program stand for in a call of it. */
import { dictValue } from './dicts'
import type { CallArguments } from './machine'
import type { Expression, FunctionParameter } from './syntax'
import { listValue, unknownValue, type Scope, type Value } from './values'

/** Gives each parameter its argument, by place or name; else its fallback; else nothing known. */
export function bindParameters(
  parameters: readonly FunctionParameter[],
  { values, named }: CallArguments,
  { scope, evaluate }: { readonly scope: Scope; readonly evaluate: (fallback: Expression) => Value },
): void {
  let place = 0
  for (const { name, rest, named: byName, fallback } of parameters) {
    if (rest === 'list') {
      scope.set(name, listValue(values.slice(place), 'tuple'))
      place = values.length
    } else if (rest === 'dict') {
      const taken = new Set(parameters.map((p) => p.name))
      scope.set(name, dictValue([...named].filter(([key]) => !taken.has(key))))
    } else {
      const value = (byName === true ? undefined : values[place++]) ?? named.get(name)
      scope.set(
        name,
        value ?? (fallback === undefined ? unknownValue(`the argument “${name}”`) : evaluate(fallback)),
      )
    }
  }
}
