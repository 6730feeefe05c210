import type { Message, Prompt } from '../screen.ts'

type Of<What extends Message['what']> = Extract<Message, { what: What }>
/** One sentence for each message. Times come formatted for the language. */
export type Words = {
  readonly [What in Message['what']]: (message: Of<What>, time: (at: Date | null) => string) => string
}

/** What she is asked for; a colon and a gap come after it. */
export type Prompts = Readonly<Record<Prompt, string>>
