import { answer, route, type Route } from '#http'
import type { Directory } from '#directory'
import { readPerson } from '../person.ts'
import type { Deciding } from './deciding.ts'

export interface ApprovalRouteDeps {
  readonly directory: Pick<Directory, 'read'>
  readonly deciding: Deciding
}

export function approvalRoutes(deps: ApprovalRouteDeps): readonly Route[] {
  const { deciding } = deps
  return [
    route('person.approvals', async (request) =>
      answer(await deciding.list(await readPerson(deps, request))),
    ),

    route('person.approve', async (request) => {
      const approver = await readPerson(deps, request)
      await deciding.decide(approver, request.body)
      return answer(await deciding.list(approver))
    }),

    route('person.mute-approvals', async (request) => {
      const approver = await readPerson(deps, request)
      await deciding.mute(approver, request.body.hours)
      return answer(await deciding.list(approver))
    }),
  ]
}
