-- How people arrive, and what applications do with it.

-- Sign-ins: what a provider posted to the callback, until the browser comes to fetch its answer.
alter table sign_ins add column sealed_posted text;

-- Statements that may be taken once only.

-- Tokens of providers.

-- Applications, and what they were given.

-- Sessions.

-- Hosted pages.
