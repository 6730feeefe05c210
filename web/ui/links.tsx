import { Anchor, Button } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { linkTo, type Path, type Search } from '../address/index.ts'
import './choice.css'

interface LinkProps {
  readonly to: Path
  readonly search?: Search
  readonly children: ReactNode
  readonly 'aria-label'?: string
}

/** A link that looks like text. */
export function TextLink({ to, search, ...props }: LinkProps) {
  return <Anchor underline="always" {...props} {...linkTo(to, search)} />
}

/** A link that looks like the page's button: the next step when nothing has to be sent. */
export function ButtonLink({ to, search, ...props }: LinkProps) {
  return <Button component="a" size="lg" fullWidth {...props} {...linkTo(to, search)} />
}

/** A quiet button that looks like a link but does something. */
export function TextButton(props: Omit<ComponentProps<'button'>, 'color'>) {
  return <Anchor component="button" type="button" underline="always" {...props} />
}

interface ChoiceProps extends Omit<LinkProps, 'children'> {
  readonly title: string
  readonly text: string
}

/** One of a few big ways on. */
export function Choice({ to, search, title, text }: ChoiceProps) {
  return (
    <a className="kt-choice" {...linkTo(to, search)}>
      <ChoiceWords title={title} text={text} />
    </a>
  )
}

/** The same on one page: nothing is loaded, and going back leaves the page. */
export function ChoiceButton(props: {
  readonly title: string
  readonly text: string
  readonly onClick: () => void
}) {
  return (
    <button type="button" className="kt-choice" onClick={props.onClick}>
      <ChoiceWords title={props.title} text={props.text} />
    </button>
  )
}

function ChoiceWords({ title, text }: Pick<ChoiceProps, 'title' | 'text'>) {
  return (
    <>
      <span className="kt-choice-words">
        <span className="kt-choice-title">{title}</span>
        <span className="kt-choice-text">{text}</span>
      </span>
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M7.5 4l6 6-6 6" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </>
  )
}
