/** The parts of Python that can say where an image is cut, as plain data. Every node knows its characters in the source. */

interface Node {
  readonly start: number
  readonly end: number
}

/** An argument of a call: by place, by name, or unpacked (`*boxes`). */
export interface Argument {
  readonly name?: string
  readonly unpacked?: true
  readonly value: Expression
}

/** `from:to:step` in brackets. */
export interface Slice extends Node {
  readonly type: 'slice'
  /** Just after the first colon: where `to` would be written. */
  readonly colon: number
  readonly from?: Expression
  readonly to?: Expression
  readonly step?: Expression
}

/** One `for … in … if …` of a comprehension. */
export interface Loop {
  readonly target: Expression
  readonly over: Expression
  readonly tests: readonly Expression[]
}

/** An expression of the language, as far as it is read. */
export type Expression = Node &
  (
    | { readonly type: 'number'; readonly value: number; readonly float: boolean }
    /** `value` is absent where the text is only known when it runs (f-strings). */
    | { readonly type: 'string'; readonly value?: string }
    | { readonly type: 'name'; readonly name: string }
    | { readonly type: 'tuple' | 'list' | 'set'; readonly items: readonly Expression[] }
    /** An entry without a key unpacks another dict (`**other`). */
    | {
        readonly type: 'dict'
        readonly entries: readonly (readonly [Expression | undefined, Expression])[]
      }
    | { readonly type: 'attribute'; readonly of: Expression; readonly name: string }
    | { readonly type: 'call'; readonly of: Expression; readonly args: readonly Argument[] }
    | { readonly type: 'index'; readonly of: Expression; readonly items: readonly (Expression | Slice)[] }
    | { readonly type: 'unary'; readonly operator: string; readonly of: Expression }
    | {
        readonly type: 'binary'
        readonly operator: string
        readonly left: Expression
        readonly right: Expression
      }
    | {
        readonly type: 'choice'
        readonly test: Expression
        readonly then: Expression
        readonly otherwise: Expression
      }
    /** `key`: of a dict. `unique`: of a set. */
    | {
        readonly type: 'comprehension'
        readonly key?: Expression
        readonly unique?: true
        readonly item: Expression
        readonly loops: readonly Loop[]
      }
    | {
        readonly type: 'lambda'
        readonly parameters: readonly FunctionParameter[]
        readonly body: Expression
      }
    | { readonly type: 'starred'; readonly of: Expression }
    | { readonly type: 'named'; readonly target: Expression; readonly value: Expression }
  )

/** A parameter of a function. */
export interface FunctionParameter {
  readonly name: string
  readonly fallback?: Expression
  /** Takes the other arguments by place (`*boxes`), or by name (`**options`). */
  readonly rest?: 'list' | 'dict'
  /** Behind a star: only by its name. */
  readonly named?: true
}

/** A statement of the language, as far as it is read. */
export type Statement = Node &
  (
    | { readonly type: 'assign'; readonly targets: readonly Expression[]; readonly value: Expression }
    | {
        readonly type: 'augment'
        readonly target: Expression
        readonly operator: string
        readonly value: Expression
      }
    | { readonly type: 'expression'; readonly value: Expression }
    | {
        readonly type: 'for'
        readonly target: Expression
        readonly over: Expression
        readonly body: readonly Statement[]
        readonly otherwise: readonly Statement[]
      }
    | {
        readonly type: 'while'
        readonly test: Expression
        readonly body: readonly Statement[]
        readonly otherwise: readonly Statement[]
      }
    | {
        readonly type: 'if'
        readonly test: Expression
        readonly body: readonly Statement[]
        readonly otherwise: readonly Statement[]
      }
    | {
        readonly type: 'with'
        readonly items: readonly { readonly value: Expression; readonly target?: Expression }[]
        readonly body: readonly Statement[]
      }
    | {
        readonly type: 'function'
        readonly name: string
        readonly parameters: readonly FunctionParameter[]
        readonly body: readonly Statement[]
      }
    | { readonly type: 'return'; readonly value?: Expression }
    | { readonly type: 'delete'; readonly target: Expression }
    /** Names that are those outside of a function: of the program, or of the function around it. */
    | { readonly type: 'outer'; readonly names: readonly string[]; readonly how: 'global' | 'nonlocal' }
    | {
        readonly type: 'try'
        readonly body: readonly Statement[]
        readonly handlers: readonly (readonly Statement[])[]
        readonly otherwise: readonly Statement[]
        readonly last: readonly Statement[]
      }
    | {
        readonly type: 'import'
        readonly names: readonly { readonly name: string; readonly path: string }[]
      }
    | { readonly type: 'leave'; readonly how: 'break' | 'continue' | 'raise' }
    /** `pass`, `assert`, a class: nothing that cuts. */
    | { readonly type: 'nothing' }
    /** What is no Python: the rest of its line was passed over. */
    | { readonly type: 'broken' }
  )
