/** What went wrong, to the letter: for whoever has to mend it, and so in the one language that the code and its logs speak. */
export function Detail({ said }: { said: string }) {
  return (
    <p class="small detail" lang="en">
      {said}
    </p>
  );
}
