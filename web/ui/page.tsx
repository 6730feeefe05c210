import { useEffect, useRef, type ReactNode } from 'react'
import { useOrganisation } from '../organisation/index.ts'
import { useWords } from '../words/index.ts'
import './page.css'

interface PageProps {
  /** Tells one page from the next: when it changes, the heading gets the focus. */
  readonly name: string
  readonly title: string
  readonly step?: { readonly now: number; readonly all: number } | undefined
  /** The computer that learns the new password. */
  readonly device?: string | undefined
  readonly children: ReactNode
}

/** The first page is read from its beginning anyway; taking the focus then would only hide the way to the header. */
let anyPageShown = false

/** One page, one thing: its heading names the window, and screen readers start there. */
export function Page({ name, title, step, device, children }: PageProps) {
  const { words } = useWords()
  const organisation = useOrganisation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (anyPageShown) {
      heading.current?.focus({ preventScroll: true })
      window.scrollTo(0, 0)
    }
    anyPageShown = true
  }, [name])
  return (
    <div className="kt-page">
      <title>{`${title} · ${organisation.name}`}</title>
      <div>
        {step !== undefined && <Step {...step} />}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
      </div>
      {device !== undefined && <p className="kt-computer">{words.product.computer(device)}</p>}
      {children}
    </div>
  )
}

function Step({ now, all }: { readonly now: number; readonly all: number }) {
  const { words } = useWords()
  return (
    <>
      <div className="kt-step-bar" aria-hidden="true">
        {Array.from({ length: all }, (_, i) => (
          <span key={i} data-reached={i < now || undefined} />
        ))}
      </div>
      <p className="kt-step">{words.product.step(now, all)}</p>
    </>
  )
}
