/** Policies to start from; addresses, domains and names in them are to be replaced. */
export interface Example {
  title: string;
  /** What it is for, in a sentence. */
  about: string;
  name: string;
  cedar: string;
}

export const examples: Example[] = [
  {
    title: 'Administrators are linked by hand',
    about: 'Nobody who arrives is joined to a user with the role admin, however well the address is proved.',
    name: 'administrators by hand',
    cedar: `@notice("Accounts of administrators are linked by the service desk.")
forbid(principal is Arrival, action == Action::"identity:link", resource)
when { context.user.app_metadata.contains("roles=admin") };
`,
  },
  {
    title: 'One provider keeps to its own people',
    about: 'What arrives from contractors neither joins nor becomes a user with an address of your company.',
    name: 'contractors apart',
    cedar: `@notice("Please sign in with the address of your own company.")
forbid(
  principal is Arrival,
  action in [Action::"identity:link", Action::"user:create"],
  resource
)
when {
  context has identity &&
  context.identity.provider.name == "contractors" &&
  context.identity has email_domain &&
  context.identity.email_domain == "example.com"
};
`,
  },
  {
    title: 'Merges of administrators by one key alone',
    about: 'Everybody else, operators of this console among them, is refused when either side has the role admin.',
    name: 'administrators merged by the desk',
    cedar: `@notice("Administrators are merged by the service desk.")
forbid(principal, action == Action::"user:merge", resource)
when {
  context.user.app_metadata.contains("roles=admin") ||
  context.other.app_metadata.contains("roles=admin")
}
unless {
  context.request.actor_kind == "api_key" &&
  context.request.actor_name == "service desk"
};
`,
  },
  {
    title: 'Staff sign in from the office',
    about: 'Whoever has a proved address of your company is let in from your own network only.',
    name: 'staff from the office',
    cedar: `@notice("Staff sign in from the network of the office.")
forbid(principal, action == Action::"user:signIn", resource)
when {
  context.user.email_proved &&
  context.user has email_domain &&
  context.user.email_domain == "example.com"
}
unless {
  context.request has ip &&
  context.request.ip.isInRange(ip("203.0.113.0/24"))
};
`,
  },
  {
    title: 'Nothing old is taken back',
    about: 'Undoing what is more than thirty days ago is refused.',
    name: 'no late undo',
    cedar: `@notice("This is more than thirty days ago: ask security.")
forbid(principal, action == Action::"linking:undo", resource)
when { context.request.at.durationSince(context.happened_at) > duration("30d") };
`,
  },
  {
    title: 'No unlinking at night',
    about: 'Between ten in the evening and six in the morning, UTC, no identity is taken from its user.',
    name: 'no unlinking at night',
    cedar: `@notice("Identities are unlinked by day.")
forbid(principal, action == Action::"identity:unlink", resource)
when { context.request.hour >= 22 || context.request.hour < 6 };
`,
  },
];

/** What an empty editor begins with. */
export const blank = `@notice("")
forbid(principal, action == Action::"identity:link", resource)
when { false };
`;
