import { Worker } from 'node:worker_threads'

/** A thread that is there while there is something to ask it. */
export interface Thread<Asked> extends AsyncDisposable {
  /** Starts it if it is not there, and keeps it for a while. */
  wake(): void
  ask(asked: Asked): void
}

export interface ThreadEvents<Told> {
  readonly onTold: (told: Told) => void
  /** It broke: what was asked is not answered any more. */
  readonly onLost: (cause: unknown) => void
  /** An answer is still to come: it stays. */
  readonly isBusy: () => boolean
}

export function createThread<Asked, Told>(
  script: URL,
  idleMs: number,
  { onTold, onLost, isBusy }: ThreadEvents<Told>,
): Thread<Asked> {
  let worker: Worker | undefined
  let ending: NodeJS.Timeout | undefined

  function start(): Worker {
    const started = new Worker(script)
    const lost = (cause: unknown) => {
      if (worker !== started) return
      worker = undefined
      onLost(cause)
    }
    started.on('message', onTold)
    started.on('error', lost)
    started.on('exit', lost)
    started.unref()
    return started
  }

  function awake(): Worker {
    clearTimeout(ending)
    ending = setTimeout(() => void (isBusy() ? awake() : end()), idleMs).unref()
    return (worker ??= start())
  }

  async function end(): Promise<void> {
    clearTimeout(ending)
    const ended = worker
    worker = undefined
    await ended?.terminate()
  }

  return {
    wake: () => void awake(),
    ask: (asked) => awake().postMessage(asked),
    [Symbol.asyncDispose]: end,
  }
}
