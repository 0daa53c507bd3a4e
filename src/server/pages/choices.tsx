export interface SignInChoice {
  name: string;
  /** Where choosing it leads. */
  href: string;
  /** The whole text of the link, such as `Continue with Google`. */
  label: string;
  /** One or two letters that stand for the provider beside the label. */
  mark: string;
}

/** Ways in, one link each. */
export function Choices({ choices }: { choices: readonly SignInChoice[] }) {
  return (
    <ul class="choices">
      {choices.map((choice) => (
        <li key={choice.name}>
          <a class="choice" href={choice.href}>
            <span class="tile" aria-hidden="true">
              {choice.mark}
            </span>
            <span class="choice-label">{choice.label}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
