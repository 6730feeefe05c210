/**
 * For every answer, error or not. The nonce is for the styles that the portal makes; scripts come from files only.
 *
 * @param formsGoTo the one other address that a form may be sent to: where cards are shown.
 */
export function securityHeaders(nonce?: string, formsGoTo?: string): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce, formsGoTo),
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy':
      'camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
  }
}

function contentSecurityPolicy(nonce: string | undefined, formsGoTo: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    `form-action 'self'${formsGoTo === undefined ? '' : ` ${new URL(formsGoTo).origin}`}`,
  ].join('; ')
}
