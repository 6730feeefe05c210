/** The mark: a keyhole, and the turn of the key around it. Its name is said by the text beside it. */
export function Logo() {
  return (
    <svg className="kt-logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <path className="kt-logo-line" d="M24.6 19.6A9.3 9.3 0 1 1 24.6 12.4" />
      <path d="M26.9 7.6v6.2h-6.2z" />
      <circle cx="16" cy="14" r="2.7" />
      <path d="M14.8 15.5h2.4l1 5.3h-4.4z" />
    </svg>
  )
}
