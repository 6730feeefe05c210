import { Left, type Terminal } from './console/index.ts'
import { promptsIn, type Keyboard, type Language, type Prompt } from './screen/index.ts'

/** Whoever leaves, or does not type for too long, has had enough. */
export function keyboardAt(terminal: Terminal, language: Language): Keyboard {
  const prompts = promptsIn(language)
  const ask = (prompt: Prompt, how?: 'secret') => terminal.ask(`${prompts[prompt]}:`, how).catch(unlessLeft)
  return {
    line: (prompt) => ask(prompt),
    async secret(prompt) {
      const typed = await ask(prompt, 'secret')
      return typed === undefined ? undefined : Buffer.from(typed)
    },
    [Symbol.dispose]: () => undefined,
  }
}

/** For what is asked of somebody who may leave: then there is no answer. */
export function unlessLeft(error: unknown): undefined {
  if (!(error instanceof Left)) throw error
}
