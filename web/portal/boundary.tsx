import { Component, type ReactNode } from 'react'
import { Broken } from './lost.tsx'

interface Props {
  /** Going elsewhere is a new chance. */
  readonly place: string
  readonly children: ReactNode
}

/** React has no other way to catch what a page throws, or a page that did not load. */
export class Boundary extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override componentDidUpdate(before: Props) {
    if (before.place !== this.props.place && this.state.broken) {
      this.setState({ broken: false })
    }
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children
  }
}
