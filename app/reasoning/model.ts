/**
 * What the loop needs of a model. A backend (ONNX here, a server elsewhere, a script in tests) implements it; it holds no
 * conversation: every call carries the whole context, and reusing what was computed before is the backend's business.
 */
import type { ContextAttention } from '../attention/attended'
import type { Budgets, ToolCall, Tools } from '../dialects/dialect'
import type { Timings, Token, View } from '../trace/step'
import type { LeftOut } from '../trace/left-out'
import type { RunPhase } from '../trace/project'

/**
 * A piece of a message. `ids`: the tokens this text was generated as, to be used instead of tokenising again. `plain`: special tokens
 * in it are text like any other.
 */
export type MessagePart =
  | { readonly type: 'text'; readonly text: string; readonly ids?: readonly number[]; readonly plain?: true }
  | { readonly type: 'image'; readonly view: View }

/** A message as a model gets it. */
export interface ModelMessage {
  /** `tool` only where the manner is native calls: the answer to the call of the message before. */
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly parts: readonly MessagePart[]
  /** The call an assistant's message ends with, where calls are native; its text is not among the parts then. */
  readonly call?: ToolCall
  /** The loop ended what stands there as a segment of the model's: contexts of plain text go on in a new line. */
  readonly closed?: true
  /** So many of the last parts were written since the loop ended a segment there; absent: none, or it was not ended there. */
  readonly begun?: number
}

/** What is done to a model's scores besides the temperature, as transformers does it. Absent: nothing. */
export interface Warping {
  /** Only so many of the likeliest are drawn from. */
  readonly topK?: number
  /** Only the likeliest that make up this share are drawn from. */
  readonly topP?: number
  /** What stands in the context already gets so many times less likely; also at temperature 0. */
  readonly repetitionPenalty?: number
}

/** One segment to generate. A last message of the assistant is continued in place. */
export interface GenerateRequest extends Warping {
  readonly messages: readonly ModelMessage[]
  /** The segment ends with the first of these; the text of the stop is kept. */
  readonly stop: readonly string[]
  readonly temperature: number
  readonly seed: number
  readonly maxTokens: number
  /** Most likely alternatives to report per token; 0 for none. */
  readonly top: number
  /** False measures without checkpoints: everything is computed afresh. */
  readonly reuse: boolean
  /**
   * Token ids that were written elsewhere from here on, the nearest first; what is likely to be written again costs less to read than to
   * write. They change how fast tokens come, never which. Absent: nothing was; `false` measures without looking in the text itself, too.
   */
  readonly drafts?: readonly (readonly number[])[] | false
  /** The same of a server, as text: what was written elsewhere as this segment. */
  readonly prediction?: string
  /** Texts that a step within the segment begins with: a model whose states cannot be cut keeps them there, too. Absent: none. */
  readonly marks?: readonly string[]
  /** Functions to declare; only where the manner is native calls. A call comes back as text, written by `write`. */
  readonly tools?: Tools
  /** Who waits for it: a person at the window, or one of many of a batch. Absent: the window. */
  readonly priority?: 'window' | 'batch'
}

/** What comes of generating a segment; the last one is `end`. */
export type GenerateEvent =
  | { readonly type: 'phase'; readonly phase: RunPhase }
  | { readonly type: 'token'; readonly token: Token }
  /** `stop`: a stop text was reached; `eos`: the model ended its turn; `length`: maxTokens ran out. */
  | {
      readonly type: 'end'
      readonly reason: 'stop' | 'eos' | 'length'
      readonly timings: Timings
      /** The token that ended the turn, where that is told: no part of the text. */
      readonly last?: Token
    }

/** A text to be held against a model: how likely it finds the last tokens of these messages, each after all before it. */
export interface ScoreRequest {
  /** The last is the assistant's, and ends with what is scored. */
  readonly messages: readonly ModelMessage[]
  /** So many tokens from the end. */
  readonly last: number
}

/** A token that was given, and its natural log-probability there: raw, without temperature. */
export interface ScoredToken {
  readonly id: number
  readonly text: string
  readonly logprob: number
}

/** Tokens whose attention is asked for: so many from the end of these messages, the last of which is the assistant's. */
export type AttendRequest = ScoreRequest

/** What a model can be asked for. Learned by a probe where it is not known. */
export interface Abilities {
  /** What an unfinished assistant's turn may hold for the model to go on from there. */
  readonly continues: 'nothing' | 'text' | 'images'
  /** Functions can be declared and calls come back as data. */
  readonly tools: boolean
  readonly images: boolean
}

/** What is known of a model before it is loaded. */
export interface ModelInfo {
  readonly id: string
  readonly name: string
  readonly dialect: string
  readonly budgets: Budgets
  /** Size on disk. */
  readonly bytes: number
  /** What its generation_config.json proposes. Never used unasked. */
  readonly sampling?: Warping & { readonly temperature?: number }
  /** What it was made for, in a sentence; shown when it is asked about something else. */
  readonly domain?: string
  /** Coordinates it can write are multiples of this many input pixels. */
  readonly coordinateStep?: number
  /** Absent: everything but native calls, as with a model that runs here. */
  readonly abilities?: Abilities
  /** The name of the server it is on; absent: it runs here. */
  readonly server?: string
  /** What its export leaves out of the model; opened anyway by a person. */
  readonly leftOut?: LeftOut
}

/** A part of the exact prompt, for showing. `tokens` absent: a server counts them and does not say. */
export type PromptPart =
  | { readonly type: 'text'; readonly text: string; readonly tokens?: number }
  | { readonly type: 'image'; readonly view: View; readonly tokens?: number }

/** A model that can be run, whatever runs it. It holds no conversation. */
export interface Model {
  readonly info: ModelInfo
  /** Generates one segment. Leaving the loop or firing the signal stops it before the next token. */
  readonly generate: (request: GenerateRequest, signal: AbortSignal) => AsyncIterable<GenerateEvent>
  /** The exact context these messages make, as the model is fed. */
  readonly prompt: (messages: readonly ModelMessage[]) => Promise<readonly PromptPart[]>
  /** How likely a given text is: nothing is written. Absent: it cannot be asked that. */
  readonly score?: (request: ScoreRequest, signal: AbortSignal) => Promise<readonly ScoredToken[]>
  /** What given tokens attended to: nothing is written. Absent: it cannot be asked that. */
  readonly attend?: (request: AttendRequest, signal: AbortSignal) => Promise<ContextAttention>
  /** It looks after its own queue: several runs may generate at the same time. */
  readonly concurrent?: boolean
}
