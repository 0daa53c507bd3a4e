/** What policies may speak of: the published schema, in Cedar's own language. */

/** The actions that policies govern. */
export const governedActions = [
  'identity:link',
  'identity:unlink',
  'identity:move',
  'user:merge',
  'user:create',
  'user:signIn',
  'linking:undo',
] as const;

export type GovernedAction = (typeof governedActions)[number];

/**
 * Facts are in `context`, which is cheap to hand over; entities are ids alone. Within one action every attribute without
 * a question mark is always there; one with it must be asked for with `has` first, or the text is refused.
 */
export const policySchema = `// What the policies of a tenant may speak of. Every time is UTC.

// Who asks: an API key, a signed-in user, or "system" (the server itself: the command line, jobs).
entity Actor;

// Who arrives through an identity provider: "<id of the provider>|<subject>".
entity Arrival;

entity IdentityProvider;

// An identity is in its provider: resource in IdentityProvider::"<id of the provider>".
entity Identity in [IdentityProvider];

entity User;

type Request = {
  at: datetime,
  hour: Long,               // 0 to 23
  weekday: Long,            // 1 is Monday, 7 is Sunday
  actor_kind: String,       // "api_key", "operator", "user" or "system"
  actor_name: String,       // the name of the API key
  dialect?: String,         // the API that it came through: "native", "workos", "auth0", "genauth"
  ip?: ipaddr
};

type Provider = {
  id: String,
  name: String,
  strategy: String          // "google-oauth2", "github", "oidc", ...
};

type Claimed = {
  provider: Provider,
  subject: String,
  username?: String,
  email?: String,           // in lower case
  email_domain?: String,
  email_proved: Bool,       // the provider says so, and its linking rule believes it
  phone_proved: Bool
};

type Person = {
  id: String,
  status: String,           // "active" or "suspended"
  created_at: datetime,
  email?: String,           // in lower case
  email_domain?: String,
  email_proved: Bool,
  phone_proved: Bool,
  identities: Long,         // how many it has before the change
  providers: Set<String>,   // the names of the providers that it has identities at
  strategies: Set<String>,
  app_metadata: Set<String> // "roles=admin" for {"roles": ["admin"]}, "plan.tier=gold" for {"plan": {"tier": "gold"}}
};

// An identity is given to a user that it was not of: by rule when somebody arrives, or by hand.
action "identity:link" appliesTo {
  principal: [Actor, Arrival],
  resource: Identity,
  context: {
    request: Request,
    identity: Claimed,
    user: Person,           // who gets it
    linked_by: String,      // "auto", "manual" or "scim"
    matched_on: Set<String> // "email", "phone", "username", "external_id"; empty when it is linked by hand
  }
};

// An identity is taken from its user.
action "identity:unlink" appliesTo {
  principal: Actor,
  resource: Identity,
  context: {
    request: Request,
    identity: Claimed,
    user: Person,           // who loses it
    outcome: String         // "detach", "split" or "delete"
  }
};

// An identity goes from one user to another.
action "identity:move" appliesTo {
  principal: Actor,
  resource: Identity,
  context: {
    request: Request,
    identity: Claimed,
    user: Person,           // who gets it
    from: Person            // who loses it
  }
};

// Two users become one. The resource is the one that stays.
action "user:merge" appliesTo {
  principal: Actor,
  resource: User,
  context: {
    request: Request,
    user: Person,           // who stays
    other: Person           // who goes
  }
};

// A user is made: for an arrival, or by hand. Asked once for each identity that the user starts with.
action "user:create" appliesTo {
  principal: [Actor, Arrival],
  resource: User,
  context: {
    request: Request,
    user: Person,
    identity?: Claimed
  }
};

// An arrival is about to be signed in: known, linked, or as a new user.
action "user:signIn" appliesTo {
  principal: Arrival,
  resource: User,
  context: {
    request: Request,
    user: Person,
    identity: Claimed
  }
};

// A past change is taken back.
action "linking:undo" appliesTo {
  principal: Actor,
  resource: User,
  context: {
    request: Request,
    user: Person,           // whose event it was
    other?: Person,         // the other user of a merge, move or split
    undoes: String,         // the type of the event: "identity.linked"
    happened_at: datetime
  }
};
`;
