import type { Message } from '../screen.ts'

type Of<What extends Message['what']> = Extract<Message, { what: What }>
/** One sentence for each message. Times come formatted for the language. */
export type Words = {
  readonly [What in Message['what']]: (message: Of<What>, time: (at: Date | null) => string) => string
}
