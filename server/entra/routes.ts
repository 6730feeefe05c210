import { answer, route, type Route } from '#http'
import { createEntraPasses, type EntraPassesDeps } from './passes.ts'

/** @param deps.entra undefined: it is not configured, and says so. */
export function entraRoutes(deps: EntraPassesDeps): readonly Route[] {
  const passes = createEntraPasses(deps)
  return [
    route('admin.entra-check', async () => {
      if (deps.entra === undefined) return answer({ configured: false })
      const { certificateEnds, may, ...checked } = await deps.entra.check()
      return answer({
        configured: true,
        ...checked,
        may: [...may],
        certificateEnds: certificateEnds?.toISOString() ?? null,
      })
    }),

    route('admin.entra-pass', async ({ body, origin }) => {
      const issued = await passes.issue({ ...body, origin })
      if (!issued.made) return answer(issued)
      const { account, minutes } = issued
      // This answer is the only place where it is ever seen.
      return answer({
        made: true,
        account,
        pass: issued.pass.reveal(),
        from: issued.from.toISOString(),
        minutes,
      })
    }),
  ]
}
