/**
 * The few globals that every JavaScript runtime has and the core may use. Declared here, and not by the DOM or Node type
 * libraries, so that nothing else of those can slip in.
 */
interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}

declare class URLSearchParams {
  constructor(init?: string | Readonly<Record<string, string>>)
  get(name: string): string | null
  set(name: string, value: string): void
  toString(): string
}

declare function setTimeout(work: () => void, ms: number): unknown
declare function clearTimeout(timer: unknown): void
