/**
 * A peer: somebody else's server that links identities, or ours, so far as the two races need it. What is raced are
 * requests over HTTP, as an application or a browser would send them; what came of it is read from the peer's own tables.
 */
export interface Peer {
  name: string;
  version: string;
  /** How it was set up and what was asked of it, for whoever reads the counts. */
  asked: { unlink: string; claim: string };
  /** A new user with two identities and no other way in. */
  prepareUnlink(nth: number): Promise<UnlinkRace>;
  /** Two new users, and an identity that nobody has yet. */
  prepareClaim(nth: number): Promise<ClaimRace>;
  stop(): Promise<void>;
}

export interface UnlinkRace {
  /** Each unlinks another of the two identities. True when it was said to be done. */
  requests: (() => Promise<boolean>)[];
  identitiesLeft(): Promise<number>;
}

export interface ClaimRace {
  /** Each links the identity to another of the two users. True when it was said to be done. */
  requests: (() => Promise<boolean>)[];
  owners(): Promise<number>;
}

export interface Count {
  tries: number;
  violations: number;
  /** Tries in which both requests were said to be done. */
  bothDone: number;
}

/** A violation: a user is left without any identity. */
export async function raceUnlinks(peer: Peer, tries: number): Promise<Count> {
  return repeat(tries, async (nth) => {
    const { requests, identitiesLeft } = await peer.prepareUnlink(nth);
    const done = await Promise.all(requests.map((request) => request()));
    return { done, violated: (await identitiesLeft()) === 0 };
  });
}

/** A violation: an identity belongs to two users. */
export async function raceClaims(peer: Peer, tries: number): Promise<Count> {
  return repeat(tries, async (nth) => {
    const { requests, owners } = await peer.prepareClaim(nth);
    const done = await Promise.all(requests.map((request) => request()));
    const count = await owners();
    if (count === 0) throw new Error(`${peer.name}: nobody got the identity, so nothing was raced`);
    return { done, violated: count > 1 };
  });
}

async function repeat(
  tries: number,
  race: (nth: number) => Promise<{ done: boolean[]; violated: boolean }>,
): Promise<Count> {
  const count: Count = { tries, violations: 0, bothDone: 0 };
  for (let nth = 0; nth < tries; nth += 1) {
    const { done, violated } = await race(nth);
    if (violated) count.violations += 1;
    if (done.every(Boolean)) count.bothDone += 1;
  }
  return count;
}
