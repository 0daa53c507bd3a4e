/** What a part of the bench hands back: figures of each round, and how the rounds of two of them compare. */

export interface Figure {
  name: string;
  unit: string;
  /** One of each round. */
  values: number[];
}

/** Ratios within a round, which a busy machine disturbs least. */
export interface Comparison {
  name: string;
  /** Whom it is compared with. */
  against: string;
  ratios: number[];
  /** What we ask of ourselves: at least, or at most, this ratio. */
  atLeast?: number;
  atMost?: number;
}

export interface Section {
  title: string;
  /** How it was measured, in a sentence or two. */
  about: string;
  figures: Figure[];
  comparisons: Comparison[];
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Each round of `ours` over the same round of `theirs`. */
export function ratiosOf(ours: number[], theirs: number[]): number[] {
  return ours.map((value, round) => value / theirs[round]!);
}

export function isHeld({ ratios, atLeast, atMost }: Comparison): boolean {
  const ratio = median(ratios);
  return (atLeast === undefined || ratio >= atLeast) && (atMost === undefined || ratio <= atMost);
}
