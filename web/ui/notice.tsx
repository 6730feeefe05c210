import type { ReactNode } from 'react'
import './notice.css'

type Kind = 'good' | 'bad' | 'wait' | 'plain'

const marks: Readonly<Record<Kind, string>> = {
  good: 'M5 12.5l4.5 4.5L19 7.5',
  bad: 'M12 7v6.5M12 17v.2',
  wait: 'M12 7v5.5l3.5 2',
  plain: 'M12 11v6M12 7.2v.2',
}

/** A message in the page. Bad ones are said at once, those that come by themselves politely; `plain` is only text. */
export function Notice(props: {
  readonly kind: Kind
  readonly title?: string
  readonly children?: ReactNode
}) {
  const role = props.kind === 'bad' ? 'alert' : props.kind === 'plain' ? undefined : 'status'
  return (
    <div className="kt-notice" data-kind={props.kind} role={role}>
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor">
        {props.kind !== 'good' && <circle cx="12" cy="12" r="10" strokeWidth="2" />}
        <path d={marks[props.kind]} strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <div className="kt-notice-body">
        {props.title !== undefined && <p className="kt-notice-title">{props.title}</p>}
        {props.children}
      </div>
    </div>
  )
}
