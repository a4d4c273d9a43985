/** Catches what a part of the window throws while drawing: says so in its place, and the rest goes on. */
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from './Button'
import { t } from '../language/text'

interface Props {
  /** What is missing now, for the sentence. */
  readonly what: string
  readonly children: ReactNode
}

interface Caught {
  readonly error: Error | undefined
}

/** React has error boundaries only as classes. */
export class ErrorBoundary extends Component<Props, Caught> {
  override state: Caught = { error: undefined }

  static getDerivedStateFromError(error: unknown): Caught {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    reportError(new Error(`${this.props.what}: ${error.message}${info.componentStack ?? ''}`))
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <div className="broken" role="alert">
        <b>{t('{what} cannot be shown.', { what: this.props.what })}</b>
        <span>{t('Your work is kept. Try again; if it stays like this, reload the window.')}</span>
        <Button small onClick={() => this.setState({ error: undefined })}>
          {t('Try again')}
        </Button>
        <details>
          <summary>{t('Details')}</summary>
          <pre>{error.stack}</pre>
        </details>
      </div>
    )
  }
}
