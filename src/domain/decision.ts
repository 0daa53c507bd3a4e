import type { JsonObject } from './json.ts';

/** What a rule that was looked at said. A decision carries the ordered list of them, so that anyone can be told why. */
export interface Reason {
  rule: string;
  /** Whether the rule settled the matter. */
  settled: boolean;
  /** In words, for people. */
  said: string;
  /** What it was about, for programs: a key, a user. */
  about?: JsonObject;
}

/** Collects reasons in the order in which the rules are looked at. */
export class Reasons {
  readonly list: Reason[] = [];

  /** The rule was looked at and did not settle it. Answers null, so that a rule can end with it. */
  passed(rule: string, said: string, about?: JsonObject): null {
    this.list.push({ rule, settled: false, said, ...(about && { about }) });
    return null;
  }

  /** The rule settled it. */
  settled(rule: string, said: string, about?: JsonObject): Reason[] {
    this.list.push({ rule, settled: true, said, ...(about && { about }) });
    return this.list;
  }
}
