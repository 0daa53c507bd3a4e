/** The mark: two circles, and what they share. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 20" width="32" height="20" aria-hidden="true">
      <circle class="mark-ring" cx="10.5" cy="10" r="8.5" />
      <circle class="mark-ring" cx="21.5" cy="10" r="8.5" />
      <path class="mark-shared" d="M16 3.52a8.5 8.5 0 0 1 0 12.96a8.5 8.5 0 0 1 0-12.96z" />
    </svg>
  );
}
