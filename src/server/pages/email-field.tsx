/** Where an address is typed, and what is wrong with it. */
export function EmailField({ label, typed, error }: { label: string; typed: string; error?: string }) {
  return (
    <div class="field">
      <label for="email">{label}</label>
      <input
        id="email"
        name="email"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        spellcheck={false}
        maxLength={320}
        defaultValue={typed}
        required
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error === undefined ? undefined : 'email-error'}
      />
      {error !== undefined && (
        <p class="field-error" id="email-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
