/** What a rule that was looked at said. A decision carries the ordered list of them, so that anyone can be told why. */
export interface Reason {
  rule: string;
  /** Whether the rule settled the matter. */
  settled: boolean;
  /** In words, for people. */
  said: string;
}

/** Collects reasons in the order in which the rules are looked at. */
export class Reasons {
  readonly list: Reason[] = [];

  /** The rule was looked at and did not settle it. */
  passed(rule: string, said: string): void {
    this.list.push({ rule, settled: false, said });
  }

  /** The rule settled it. */
  settled(rule: string, said: string): Reason[] {
    this.list.push({ rule, settled: true, said });
    return this.list;
  }
}
