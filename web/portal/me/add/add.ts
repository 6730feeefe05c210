import type { FactorName } from '@keyturn/contract'

export interface AddProps {
  readonly factor: FactorName
}
