/** A parser that strangers can reach with bytes of their choice. */
export interface Target {
  /** What is told on the command line. */
  readonly name: string
  /** Inputs that it takes, to be changed a little: without them nothing gets past the first bytes. */
  readonly corpus: readonly Uint8Array[]
  /** Pieces that mean something in this format. */
  readonly words?: readonly string[]
  /** Throws if something is wrong that is not the input: an exception, an answer that breaks a promise. */
  feed(input: Uint8Array): unknown
}
