// Made from docs/openapi.json by `npm run generate`; do not edit.

export interface paths {
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Revoked ones too; never a secret.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create an API key
         * @description A key cannot make a stronger one than itself.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an API key */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description The same as `POST …/revoke`, without an answer.
         */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an API key
         * @description At once and for good; the key stays listed. Revoking twice changes nothing.
         */
        post: operations["revokeApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List applications */
        get: operations["listApplications"];
        put?: never;
        /**
         * Register an application
         * @description Its secret is in this answer alone. A `client_id` and `client_secret` that its users’ software has already may be kept.
         */
        post: operations["createApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an application */
        get: operations["getApplication"];
        put?: never;
        post?: never;
        /**
         * Remove an application
         * @description With its codes and tokens. Access tokens that are JWTs are good until they expire.
         */
        delete: operations["deleteApplication"];
        options?: never;
        head?: never;
        /**
         * Update an application
         * @description What is absent stays. One that had no secret and is to have one gets it in this answer; else it is null.
         */
        patch: operations["updateApplication"];
        trace?: never;
    };
    "/v1/applications/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an application a new secret
         * @description The old one is good for nothing from now on.
         */
        post: operations["changeApplicationSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List all of the tenant's connections */
        get: operations["listConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a connection */
        get: operations["getConnection"];
        /**
         * Update a connection
         * @description What is absent stays, the client secret too; `config` is replaced whole. When the issuer or an endpoint changes, the client secret must be given again. A SAML `config` of `metadata_url` alone reads the metadata anew.
         */
        put: operations["updateConnection"];
        post?: never;
        /**
         * Remove a connection
         * @description The identities that came through it stay: they belong to the identity provider.
         */
        delete: operations["deleteConnection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disable a connection */
        post: operations["disableConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable a connection */
        post: operations["enableConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/mapping/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview a claim mapping
         * @description Evaluates the expressions as a sign-in would, on claims that you make up. Writes nothing.
         */
        post: operations["previewClaimMapping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a connection
         * @description Answers an address to open in a browser: a sign-in that goes every step of a real one, also through a connection that is switched off, and leaves nothing behind but its report.
         */
        post: operations["testConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/tests/{testId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the report of a test
         * @description Kept for a day. It names people, so it needs the scopes of what it shows.
         */
        get: operations["getConnectionTest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List events */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an event */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explain an event
         * @description What happened and why, in words and as data, from what was recorded then: nothing is decided again. Only whether it can be undone is told as things stand now.
         */
        get: operations["explainEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a link, move, unlink, split or merge
         * @description Gives back what the event changed: ids, identities in their order, addresses with their verified bits, metadata, status. Answers with the event that took it back; undoing again answers with the same one and changes nothing. That event can be undone in turn. Refused with `undo_blocked` while something was built on it since: `details.blocked_by` lists what. Sessions that ended stay ended, and tokens of providers that were destroyed stay destroyed: the next sign-in brings new ones.
         */
        post: operations["undoEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}/undo-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what undoing an event would come to
         * @description Nothing is changed. What would be refused is told as `refusal`, as the undo would answer; of an event that was undone before, `undone_by` names the one that took it back.
         */
        post: operations["previewUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export events as a file
         * @description All that fit, in the order in which they happened: as JSON Lines, each an event as it is listed; or as CSV (RFC 4180), where `actor`, `before`, `after` and `decision` are JSON. What happens meanwhile may be in it.
         */
        get: operations["exportEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow events as they happen
         * @description Server-sent events: each has the `id` of the event and the event itself as `data`, as it is listed. It begins with what happens from now on, or behind the event of `Last-Event-ID`. An event `gap` says that some were left out: list them. An event `end` tells why the server ends it: `credential_ended`, `draining` or `slow`; but for the first, connect again.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export users with their identities as a file
         * @description JSON Lines, one user a line, all as they stood at one moment: what `selfsame export` writes and an import takes. The header `Selfsame-Users-Estimated` says about how many users there are; tombstones of merged users come besides. A file that did not end well is cut off without the end of the answer. One export of a tenant runs at once, and 2 of all tenants; whoever takes nothing for 30 seconds is cut off.
         */
        get: operations["exportUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search identities
         * @description With `identity_provider_id` and `external_id` it answers whose a subject is.
         */
        get: operations["searchIdentities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an identity with its claims */
        get: operations["getIdentity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identities/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move an identity to another user
         * @description An identity of nobody is linked. Sessions that were signed in with it end.
         */
        post: operations["moveIdentity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identities/{id}/primary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an identity the primary one of its user
         * @description It goes to the front; the others keep their order behind it.
         */
        post: operations["makeIdentityPrimary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identities/{id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an identity's tokens at its provider
         * @description They are renewed first when they have ended, once however many ask. The refresh token stays here: whoever else used it would take it from everybody.
         */
        get: operations["getIdentityTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identities/bulk-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Link up to 10,000 identities
         * @description One transaction. `row_by_row` links what can be linked and says of each other row why not; `all_or_nothing` links all or answers 409 `bulk_refused` with the refused rows. Repeating it is safe.
         */
        post: operations["bulkLinkIdentities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List identity providers */
        get: operations["listIdentityProviders"];
        put?: never;
        /**
         * Register an identity provider
         * @description Its linking rule starts as the strategy's safe default, with the parts given here replaced.
         */
        post: operations["createIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identity-providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an identity provider */
        get: operations["getIdentityProvider"];
        /**
         * Update an identity provider
         * @description What is absent stays. `config` and `metadata` are replaced whole, `linking_rule` part by part. The provider type never changes.
         */
        put: operations["updateIdentityProvider"];
        post?: never;
        /**
         * Remove an identity provider with its connections
         * @description One that has identities is not removed, unless `identities=delete` asks for them to be deleted too. That may leave users without a way in.
         */
        delete: operations["deleteIdentityProvider"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identity-providers/{id}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the connections of an identity provider */
        get: operations["listProviderConnections"];
        put?: never;
        /**
         * Add a connection to an identity provider
         * @description A SAML connection may give `metadata_url` or `metadata_xml` in its `config`: what the document says is filled in, and answered. Then give the other side `/sign-in/saml/{identifier}/metadata`.
         */
        post: operations["createConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identity-providers/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable an identity provider
         * @description Nobody can come in through it; its identities stay.
         */
        post: operations["disableIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identity-providers/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable an identity provider
         * @description People can come in through it.
         */
        post: operations["enableIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get how far an import has come
         * @description One that never began stands at line 0. A piece that is being written is waited for.
         */
        get: operations["getImport"];
        put?: never;
        post?: never;
        /**
         * Forget an import
         * @description How far it came and what was refused; its users stay. Sent again, the file begins with its first line.
         */
        delete: operations["forgetImport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import the next lines of a file of users
         * @description JSON Lines, one user a line, as an export writes them: at most 1000 lines and 8 MiB, each line at most 1 MiB. One transaction: a row that cannot be taken is refused alone, and kept for `/refused`. Refused with 409 `changed_meanwhile`, whose details have `lines_done`, unless the import stands at `from`; so sending a piece again does nothing twice. Whoever lost an answer asks `GET /v1/imports/{import_id}` and goes on from there.
         */
        post: operations["importLines"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}/refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the lines that an import could not take
         * @description In the order of the file. Those that `selfsame import` met are in its own report, not here.
         */
        get: operations["listRefusedLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}/refused/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the lines that an import could not take as a file
         * @description JSON Lines, each as it is listed.
         */
        get: operations["exportRefusedLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Explain what would happen to an arrival
         * @description Decides as a sign-in would, on what is stored now, and says why: every rule in order, and every user that came into question with what it lacked. Writes nothing.
         */
        post: operations["explainArrival"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/pending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List arrivals that wait for proof of an account
         * @description Those that wait now, the oldest first. Only their people can prove anything; whoever knows more can move the identity to its user.
         */
        get: operations["listPendingLinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/presets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a preset into the linking rules
         * @description Sets the linking rule of every identity provider of the tenant, all or none, with an event for each that changes. What the preset does not say stays; providers that are made later have their defaults. `workos`: one user for one address, with a code to the mailbox wherever the provider does not prove it.
         */
        post: operations["applyLinkingPreset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List suggestions
         * @description The oldest first. Open ones that nobody could approve any more, because a user was merged or the identity linked meanwhile, are left out.
         */
        get: operations["listSuggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/suggestions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a suggestion */
        get: operations["getSuggestion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/suggestions/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a suggestion
         * @description Merges the two users, or links the identity of an arrival to the user. Refused when they have no proved key in common any more. Approving again answers what it came to.
         */
        post: operations["approveSuggestion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/suggestions/{id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dismiss a suggestion
         * @description They are two people. Remembered: the same two are never suggested again.
         */
        post: operations["dismissSuggestion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/suggestions/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve or dismiss up to 500 suggestions
         * @description In order, each by itself: one that is refused leaves the others as they are. Repeating it is safe.
         */
        post: operations["decideSuggestions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/suggestions/sweep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look through users for those that look the same
         * @description Goes on with the sweep that is not finished, or begins one, and looks at the next users. Call it until `finished`. Nothing is lost when a call is cut off, nor done twice when two come at once.
         */
        post: operations["sweepForSuggestions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/linking/sweeps/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get how far a sweep has come */
        get: operations["getSweep"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I in the console
         * @description For whoever calls with an access token of the console; nobody else is an operator.
         */
        get: operations["getOperator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List operators */
        get: operations["listOperators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a user a role in the console
         * @description Instead of the one that they have. The user is one of the operators' tenant; the last owner stays one.
         */
        put: operations["setOperator"];
        post?: never;
        /**
         * Take the role away
         * @description At once: what they are signed in to with it is refused from then on. The last owner stays one.
         */
        delete: operations["removeOperator"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the scopes that a key may have */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List policies */
        get: operations["listPolicies"];
        put?: never;
        /**
         * Create a policy
         * @description The text must parse and fit the schema; 400 `policy_invalid` lists every mistake with its line and column. It is in force at once unless `enabled` is false.
         */
        post: operations["createPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a policy */
        get: operations["getPolicy"];
        put?: never;
        post?: never;
        /** Delete a policy */
        delete: operations["deletePolicy"];
        options?: never;
        head?: never;
        /**
         * Update a policy
         * @description What is absent stays. A changed text is a new version.
         */
        patch: operations["updatePolicy"];
        trace?: never;
    };
    "/v1/policies/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a policy
         * @description It is kept, and asked about nothing.
         */
        post: operations["disablePolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a policy
         * @description Its text is checked again.
         */
        post: operations["enablePolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See which past decisions a change of policies would have made otherwise
         * @description Asks the newest changes and sign-ins again, under the policies as they are and as they would be. Nothing is written. `facts` is `recorded` where the event keeps what the policies were asked, and `reconstructed` where there were none then: from the event, and from users as they are today.
         */
        post: operations["dryRunPolicyChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask what the policies in force say to a request
         * @description Nothing happens. The context must fit the schema in the end; the answer shows it whole.
         */
        post: operations["evaluatePolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what policies may speak of
         * @description The Cedar schema: the actions, who asks, and the facts in `context`.
         */
        get: operations["getPolicySchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/saml-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tenant's keys towards SAML providers
         * @description The first one signs. All of them stand in the metadata of every SAML connection.
         */
        get: operations["listSamlKeys"];
        put?: never;
        /**
         * Make a new key towards SAML providers
         * @description It stands in the metadata from now on, and signs when it is activated: give the providers time to read it. There may be four.
         */
        post: operations["createSamlKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/saml-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a key towards SAML providers
         * @description A provider that still encrypts for it is not understood any more. The one that signs cannot go.
         */
        delete: operations["deleteSamlKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/saml-keys/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign with this key from now on
         * @description The one that signed until now stays in the metadata, and opens what is encrypted for it.
         */
        post: operations["activateSamlKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description Ending it twice changes nothing.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sign-in-addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the addresses that providers are to be told */
        get: operations["getSignInAddresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys that tokens are signed with
         * @description The first one signs. The others are believed until nothing that they signed is in force.
         */
        get: operations["listSigningKeys"];
        put?: never;
        /**
         * Make a new signing key
         * @description It signs from now on; every process follows within a minute.
         */
        post: operations["rotateSigningKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count what there is */
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statistics/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count arrivals by day and by what was decided */
        get: operations["countEventsByDay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statistics/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the identity providers that had trouble in the last 24 hours
         * @description `refused`: people who were refused or held. `failed`: sign-ins that came to nothing between us and the provider, such as by a wrong client secret; of many only some are written, so these are at least so many.
         */
        get: operations["listProviderTroubles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/strategies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the kinds of provider that can be registered
         * @description All of them in one piece, by id.
         */
        get: operations["listStrategies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tenants
         * @description All of them for an operator, who may work in any, and for a key of the master tenant; for any other key, its own.
         */
        get: operations["listTenants"];
        put?: never;
        /**
         * Create a tenant
         * @description For keys of the master tenant. `POST /v1/tenants/{id}/api-keys` makes its first key.
         */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a tenant */
        get: operations["getTenant"];
        /**
         * Update a tenant
         * @description What is absent stays; `settings` are replaced whole. The slug never changes.
         */
        put: operations["updateTenant"];
        post?: never;
        /**
         * Delete a tenant
         * @description With everything that is its own, for good. For keys of the master tenant. It is gone at once for every request, its API keys, applications and tokens too; its rows follow in batches, and its slug and hosts are free when they are gone.
         */
        delete: operations["deleteTenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell where a tenant is reached
         * @description By the first of its `hosts`, or at the installation’s own address. All null: no address leads to it, and nobody can sign in to it.
         */
        get: operations["getTenantAddresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an API key for a tenant
         * @description For keys of the master tenant: the first key of a tenant that was just made.
         */
        post: operations["createTenantApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/page-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the sign-in page as it would look with other settings
         * @description The page that people would see, whole and in one piece, for a frame: writes nothing, and what it shows leads nowhere. `pages` is what `settings.pages` would be; absent, as it is.
         */
        post: operations["previewTenantPages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List or find users
         * @description All users in the order of their making; or those with one key; or, with `q`, those that look like it: one of these at a time. Users that were merged into others are left out. `search`, `identity_provider_id`, `status`, `created_from`, `created_to` and `several_identities` go with each other, and need the scope `identities:read` where they look at identities, as does `include`. Then the work for a page is bounded: a page may be short or empty while `has_more` is true.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Create a user
         * @description No field is required: a user may be known by an e-mail address, a phone, or an identity alone.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a user
         * @description A user that was merged is answered as its tombstone: `status` is `merged`, and `merged_into` names the user that stands in for it.
         */
        get: operations["getUser"];
        /**
         * Update a user, replacing its metadata
         * @description What is absent stays, null clears. `profile`, `user_metadata` and `app_metadata` are replaced whole.
         */
        put: operations["updateUser"];
        post?: never;
        /**
         * Delete a user for good
         * @description With its identities, sessions and tombstones. The event keeps ids and no personal data.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Update a user, merging its metadata
         * @description What is absent stays, null clears. `profile`, `user_metadata` and `app_metadata` are merged at their first level; a null there removes its key.
         */
        patch: operations["patchUser"];
        trace?: never;
    };
    "/v1/users/{id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a user's identities
         * @description All of them, the primary one first. Of a user that was merged, those of the user that stands in for it, with `merged_into`. With `as_of`, as they stood then; that needs the scope `events:read` as well.
         */
        get: operations["listUserIdentities"];
        put?: never;
        /**
         * Link an identity to a user
         * @description Repeating it is safe: an identity that the user has already is answered with 200. One of another user is never taken: unlink or move it.
         */
        post: operations["createUserIdentity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/identities/{identity_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unlink an identity from a user
         * @description `detach` leaves it without a user, `split` gives it a user of its own, `delete` forgets it. The last identity of a user goes only with `allow_last=true`.
         */
        delete: operations["deleteUserIdentity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/identities/{identity_id}/unlink-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what unlinking an identity would come to
         * @description Nothing is changed. What would be refused is told as `refusal`, as the unlinking would answer.
         */
        post: operations["previewUnlink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge another user into this one
         * @description The identities of the secondary user move behind those of this one. The secondary stays as a tombstone that names who stands in for it; its sessions end.
         */
        post: operations["mergeUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/merge-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what merging another user into this one would come to
         * @description Nothing is changed. What would be refused is told as `refusal`, as the merge would answer.
         */
        post: operations["previewMerge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/merged-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the users that were merged into this one
         * @description Also by way of others, the nearest first: `merged_into` of each tells into which.
         */
        get: operations["listMergedUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/representations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a user as each API does
         * @description Side by side, as each answers for this user; without tokens of providers.
         */
        get: operations["listUserRepresentations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a user's sessions
         * @description Also those that ended, the oldest first. `sessions:write` will do as well.
         */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /** End all sessions of a user */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend or reactivate a user
         * @description A suspended user cannot sign in; its sessions end at once.
         */
        post: operations["suspendUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell how the tokens of a user's identities stand
         * @description Never their values: for these an own scope is needed, at `GET /v1/identities/{id}/tokens`.
         */
        get: operations["listUserTokenStates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ApiKey
         * @example {
         *       "id": "0199b6a4-0001-7000-8000-0123456789ab",
         *       "name": "back office",
         *       "scopes": [
         *         "users:read",
         *         "identities:read"
         *       ],
         *       "created_by": null,
         *       "last_used_at": null,
         *       "expires_at": null,
         *       "revoked_at": null,
         *       "revoked_by": null,
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "identity_provider_id": null,
         *       "public_id": "0LAk3bV9xJ2mQ7cT5nR8wE1yU4iO6pS0dF3gH5jK9lZ"
         *     }
         */
        ApiKey: {
            /** Format: date-time */
            created_at: string;
            created_by: string | null;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description When set, the key touches this provider's identities only.
             */
            identity_provider_id: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            name: string;
            /** @description The client id or access key id by which other APIs know the key. */
            public_id: string;
            /**
             * Format: date-time
             * @description Null while the key is in force.
             */
            revoked_at: string | null;
            revoked_by: string | null;
            scopes: string[];
        };
        /**
         * Application
         * @example {
         *       "id": "0199b6a4-9999-7000-a000-0f1e2d3c4b5a",
         *       "client_id": "0C3Bq7e2XkPpZ8vYw5TfRnLmKjHgDsAq1W9xEuVoIcM",
         *       "name": "Shop",
         *       "token_endpoint_auth_method": "client_secret_basic",
         *       "redirect_uris": [
         *         "https://shop.example.com/callback"
         *       ],
         *       "post_logout_redirect_uris": [
         *         "https://shop.example.com/"
         *       ],
         *       "web_origins": [],
         *       "grant_types": [
         *         "authorization_code",
         *         "refresh_token"
         *       ],
         *       "apis": [
         *         {
         *           "audience": "https://api.example.com",
         *           "scopes": [
         *             "read:orders"
         *           ]
         *         }
         *       ],
         *       "first_party": true,
         *       "pkce_required": true,
         *       "subject_format": "native",
         *       "merged_subject": "keep",
         *       "access_token_seconds": 3600,
         *       "refresh_token_seconds": 2592000,
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:00.000Z"
         *     }
         */
        Application: {
            /** @description How long an access token is good for. */
            access_token_seconds: number;
            /** @description The APIs that it may get access tokens for, by `audience` or `resource`. */
            apis: {
                /** @description The `aud` of its tokens. */
                audience: string;
                scopes: string[];
            }[];
            client_id: string;
            /** Format: date-time */
            created_at: string;
            /** @description Of the tenant's own: its users are not asked whether it may know them. */
            first_party: boolean;
            grant_types: ("authorization_code" | "refresh_token" | "implicit" | "client_credentials" | "urn:ietf:params:oauth:grant-type:token-exchange")[];
            /** Format: uuid */
            id: string;
            /**
             * @description What it is told at a sign-in after a user that it knew was merged into one that it did not: `keep` what it knew, or the `survivor`. Grants under way keep their `sub` in either case.
             * @enum {string}
             */
            merged_subject: "keep" | "survivor";
            name: string;
            /** @description Whether a request without PKCE is refused. Always so without a secret. */
            pkce_required: boolean;
            /** @description Where they may be sent after signing out. */
            post_logout_redirect_uris: string[];
            /** @description Where its users may be sent back to, compared to the letter. `http` on loopback alone. */
            redirect_uris: string[];
            /** @description How long a refresh token waits to be used; each use gives a new one, for a year at most. */
            refresh_token_seconds: number;
            /**
             * @description `sub`: `native` is the id of the user, `auth0` Auth0’s `user_id`, `pairwise` a name of no use to other applications. What was told of a user once stays.
             * @enum {string}
             */
            subject_format: "native" | "auth0" | "pairwise";
            /**
             * @description How it proves itself at the token endpoint. `none`: it runs in the open (a browser, a phone) and has no secret. The other two are taken either way.
             * @enum {string}
             */
            token_endpoint_auth_method: "client_secret_basic" | "client_secret_post" | "none";
            /** Format: date-time */
            updated_at: string;
            /** @description Where its pages come from, besides the origins of `redirect_uris`, when they call the token endpoint. */
            web_origins: string[];
        };
        /**
         * Connection
         * @example {
         *       "id": "0199b6a4-02bb-7000-8000-000040000000",
         *       "identity_provider_id": "0199b6a4-01aa-7000-8000-000038000000",
         *       "identifier": "google",
         *       "display_name": "Google",
         *       "type": "google-oauth2",
         *       "logo": null,
         *       "client_id": "1234-abcd.apps.googleusercontent.com",
         *       "has_client_secret": true,
         *       "config": {},
         *       "claim_mapping": null,
         *       "enabled": true,
         *       "login_only": false,
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:00.000Z"
         *     }
         */
        Connection: {
            /** @description JSONata expressions over what the provider says; `$claims` is our own reading of it. One that finds nothing leaves the claim as it is, `null` takes it away. An e-mail address or phone number other than the provider’s own is never verified. */
            claim_mapping: {
                display_name?: string;
                email?: string;
                family_name?: string;
                given_name?: string;
                locale?: string;
                phone?: string;
                picture?: string;
                username?: string;
            } | null;
            client_id: string | null;
            /** @description Issuer, endpoints, scopes: what the strategy needs. */
            config: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            created_at: string;
            display_name: string;
            enabled: boolean;
            has_client_secret: boolean;
            /** Format: uuid */
            id: string;
            /** @description Unique in the tenant. */
            identifier: string;
            /** Format: uuid */
            identity_provider_id: string;
            /** @description Known people only: an arrival that nobody owns is refused. */
            login_only: boolean;
            logo: string | null;
            type: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** Connection test */
        ConnectionTest: {
            /** @description The claims that the mapping changed. */
            changed: ("email" | "phone" | "username" | "display_name" | "given_name" | "family_name" | "picture" | "locale")[];
            claims: {
                display_name?: string;
                email?: string;
                email_verified: boolean;
                /** @description The provider's stable name for the person. */
                external_id: string;
                family_name?: string;
                given_name?: string;
                hosted_domain?: string;
                locale?: string;
                phone?: string;
                phone_verified: boolean;
                picture?: string;
                /** @description What the identity keeps of what the provider said. */
                raw: {
                    [key: string]: unknown;
                };
                subject_type: string;
                username?: string;
            } | null;
            /** Format: uuid */
            connection_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            finished_at: string | null;
            /** Format: uuid */
            id: string;
            linking: {
                decision: {
                    /** @enum {string} */
                    action: "sign_in" | "link" | "create_user" | "hold" | "challenge" | "refuse";
                    /** @description `hold`, `refuse`: why. */
                    because?: string;
                    /** @description `challenge`: the person has proved nothing, so the pages show the same to everybody. */
                    blind?: boolean;
                    /** @description `challenge`, `hold`: whose it may be. */
                    candidates?: {
                        matched_on: ("email" | "phone" | "username" | "external_id")[];
                        /** @description How the person could show that it is theirs; empty where an administrator decides. */
                        proofs: ("email_code" | "sign_in")[];
                        /** Format: uuid */
                        user_id: string;
                    }[];
                    /**
                     * @description `create_user`: why it joined nobody.
                     * @enum {string|null}
                     */
                    conflict?: "several_users" | "identity_at_provider" | null;
                    /** @description `create_user`: the new user's e-mail address is verified. */
                    email_proved?: boolean;
                    /**
                     * @description `link`: the key that both sides have proved.
                     * @enum {string}
                     */
                    matched_on?: "email" | "phone" | "username" | "external_id";
                    /**
                     * @description `challenge`: what becomes of it when nothing is proved.
                     * @enum {string}
                     */
                    otherwise?: "create_user" | "hold" | "refuse";
                    phone_proved?: boolean;
                    /** @description `link`: the user never proved the address, so what else leads into it ends first. */
                    takes_over?: boolean;
                    /**
                     * Format: uuid
                     * @description `sign_in`, `link`: which user.
                     */
                    user_id?: string;
                    /** @description `create_user`: users that claim the address without proof, and lose it. */
                    voids?: string[];
                };
                /**
                 * Format: uuid
                 * @description The identity of this external id, where it has been seen before.
                 */
                identity_id: string | null;
                notices: string[];
                policies: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                }[];
                /** @description Every rule that was looked at, in order. */
                reasons: {
                    /** @description What it was about, as data. */
                    about?: {
                        [key: string]: unknown;
                    };
                    /** @description Which rule was looked at. */
                    rule: string;
                    /** @description What it said, in words. */
                    said: string;
                    /** @description Whether it settled the matter: the last one did. */
                    settled: boolean;
                }[];
                /**
                 * Format: uuid
                 * @description Who would be signed in; null: nobody, or nobody yet.
                 */
                user_id: string | null;
            } | null;
            mapped: {
                display_name?: string;
                email?: string;
                email_verified: boolean;
                /** @description The provider's stable name for the person. */
                external_id: string;
                family_name?: string;
                given_name?: string;
                hosted_domain?: string;
                locale?: string;
                phone?: string;
                phone_verified: boolean;
                picture?: string;
                /** @description What the identity keeps of what the provider said. */
                raw: {
                    [key: string]: unknown;
                };
                subject_type: string;
                username?: string;
            } | null;
            mapping_problems: {
                /** @description Which claim, as `claim_mapping` calls it. */
                claim: string;
                /** @description What is wrong with what its expression comes to. */
                message: string;
            }[];
            /** @description What the provider said, secrets left out. */
            raw: {
                [key: string]: unknown;
            } | null;
            /** @enum {string} */
            status: "waiting" | "started" | "passed" | "failed" | "expired";
            /** @description In the order in which a sign-in takes them. */
            steps: {
                /** @description What happened, in plain words. */
                message: string;
                /** @enum {string} */
                outcome: "passed" | "failed" | "not_reached";
                /** @description A failure's code. */
                reason?: string;
                /** @enum {string} */
                step: "discovery" | "authorization" | "callback" | "token_exchange" | "password" | "claims" | "mapping" | "decision";
            }[];
        };
        /** CreatedApiKey */
        CreatedApiKey: {
            /** Format: date-time */
            created_at: string;
            created_by: string | null;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description When set, the key touches this provider's identities only.
             */
            identity_provider_id: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            name: string;
            /** @description The client id or access key id by which other APIs know the key. */
            public_id: string;
            /** @description The whole key, for `X-API-Key`. Shown this once. */
            raw_key: string;
            /**
             * Format: date-time
             * @description Null while the key is in force.
             */
            revoked_at: string | null;
            revoked_by: string | null;
            scopes: string[];
            /** @description Its second half, for APIs that take an id and a secret. Shown this once. */
            secret: string;
        };
        /** CreatedApplication */
        CreatedApplication: {
            /** @description How long an access token is good for. */
            access_token_seconds: number;
            /** @description The APIs that it may get access tokens for, by `audience` or `resource`. */
            apis: {
                /** @description The `aud` of its tokens. */
                audience: string;
                scopes: string[];
            }[];
            client_id: string;
            /** @description Shown this once; null where none was made. */
            client_secret: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description Of the tenant's own: its users are not asked whether it may know them. */
            first_party: boolean;
            grant_types: ("authorization_code" | "refresh_token" | "implicit" | "client_credentials" | "urn:ietf:params:oauth:grant-type:token-exchange")[];
            /** Format: uuid */
            id: string;
            /**
             * @description What it is told at a sign-in after a user that it knew was merged into one that it did not: `keep` what it knew, or the `survivor`. Grants under way keep their `sub` in either case.
             * @enum {string}
             */
            merged_subject: "keep" | "survivor";
            name: string;
            /** @description Whether a request without PKCE is refused. Always so without a secret. */
            pkce_required: boolean;
            /** @description Where they may be sent after signing out. */
            post_logout_redirect_uris: string[];
            /** @description Where its users may be sent back to, compared to the letter. `http` on loopback alone. */
            redirect_uris: string[];
            /** @description How long a refresh token waits to be used; each use gives a new one, for a year at most. */
            refresh_token_seconds: number;
            /**
             * @description `sub`: `native` is the id of the user, `auth0` Auth0’s `user_id`, `pairwise` a name of no use to other applications. What was told of a user once stays.
             * @enum {string}
             */
            subject_format: "native" | "auth0" | "pairwise";
            /**
             * @description How it proves itself at the token endpoint. `none`: it runs in the open (a browser, a phone) and has no secret. The other two are taken either way.
             * @enum {string}
             */
            token_endpoint_auth_method: "client_secret_basic" | "client_secret_post" | "none";
            /** Format: date-time */
            updated_at: string;
            /** @description Where its pages come from, besides the origins of `redirect_uris`, when they call the token endpoint. */
            web_origins: string[];
        };
        /**
         * Error
         * @example {
         *       "code": "not_found",
         *       "message": "there is no such user"
         *     }
         */
        Error: {
            /** @description What programs branch on. */
            code: string;
            /** @description Data for programs. */
            details?: {
                [key: string]: unknown;
            };
            /** @description What is wrong and what to do, for people. */
            message: string;
            /** @description What the policies that decided have to say. */
            notices?: string[];
        };
        /**
         * Event
         * @example {
         *       "id": "0199b6a4-6c12-7b00-9c11-223344556677",
         *       "type": "user.suspended",
         *       "actor": {
         *         "kind": "api_key",
         *         "id": "0199b6a4-0001-7000-8000-0123456789ab",
         *         "label": "back office",
         *         "dialect": "native"
         *       },
         *       "user_id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90",
         *       "counterpart_user_id": null,
         *       "identity_id": null,
         *       "identity_provider_id": null,
         *       "before": {
         *         "status": "active"
         *       },
         *       "after": {
         *         "status": "suspended"
         *       },
         *       "decision": null,
         *       "request_id": "6f1c6f0e-8f1f-4e0a-9b0a-1f2e3d4c5b6a",
         *       "undoes": null,
         *       "created_at": "2026-01-15T12:00:00.000Z"
         *     }
         */
        Event: {
            /** @description Who made it: `kind` (`api_key`, `operator`, `user` or `system`), `id`, `label`, from where. */
            actor: {
                [key: string]: unknown;
            };
            after: {
                [key: string]: unknown;
            } | null;
            before: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: uuid
             * @description The other user of a merge, move or split.
             */
            counterpart_user_id: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description What was decided and why: the rules looked at, in order. */
            decision: {
                [key: string]: unknown;
            } | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            identity_id: string | null;
            /** Format: uuid */
            identity_provider_id: string | null;
            request_id: string | null;
            /** @enum {string} */
            type: "tenant.created" | "tenant.updated" | "tenant.deleted" | "operator.added" | "operator.role_changed" | "operator.removed" | "api_key.created" | "api_key.revoked" | "identity_provider.created" | "identity_provider.updated" | "identity_provider.enabled" | "identity_provider.disabled" | "identity_provider.deleted" | "connection.created" | "connection.updated" | "connection.enabled" | "connection.disabled" | "connection.deleted" | "connection.tested" | "user.created" | "user.updated" | "user.suspended" | "user.reactivated" | "user.deleted" | "user.merged" | "user.signed_in" | "user.sign_in_refused" | "identity.recorded" | "identity.held" | "identity.linked" | "identity.moved" | "identity.unlinked" | "identity.primary_changed" | "identity.authorization_lost" | "linking.challenged" | "linking.code_sent" | "linking.code_refused" | "linking.declined" | "linking.undone" | "policy.created" | "policy.updated" | "policy.enabled" | "policy.disabled" | "policy.deleted" | "suggestion.made" | "suggestion.approved" | "suggestion.dismissed" | "application.created" | "application.updated" | "application.secret_changed" | "application.deleted" | "application.consented" | "application.access_ended" | "signing_key.created" | "saml_key.created" | "saml_key.activated" | "saml_key.deleted" | "session.ended" | "session.replaced" | "sign_in.code_sent" | "sign_in.code_refused" | "sign_in.failed";
            /**
             * Format: uuid
             * @description The event that this one took back.
             */
            undoes: string | null;
            /** Format: uuid */
            user_id: string | null;
        };
        /**
         * EventExplanation
         * @example {
         *       "event": {
         *         "id": "0199b6a4-6c12-7b00-9c11-223344556677",
         *         "type": "user.suspended",
         *         "actor": {
         *           "kind": "api_key",
         *           "id": "0199b6a4-0001-7000-8000-0123456789ab",
         *           "label": "back office",
         *           "dialect": "native"
         *         },
         *         "user_id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90",
         *         "counterpart_user_id": null,
         *         "identity_id": null,
         *         "identity_provider_id": null,
         *         "before": {
         *           "status": "active"
         *         },
         *         "after": {
         *           "status": "suspended"
         *         },
         *         "decision": null,
         *         "request_id": "6f1c6f0e-8f1f-4e0a-9b0a-1f2e3d4c5b6a",
         *         "undoes": null,
         *         "created_at": "2026-01-15T12:00:00.000Z"
         *       },
         *       "said": "the user `0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90` was suspended",
         *       "by": "the API key `back office` through the native API",
         *       "decision": null,
         *       "changes": [
         *         {
         *           "kind": "user",
         *           "id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90",
         *           "field": "status",
         *           "before": "active",
         *           "after": "suspended"
         *         }
         *       ],
         *       "undo": {
         *         "state": "not_undoable",
         *         "undone_by": null,
         *         "blocked_by": []
         *       }
         *     }
         */
        EventExplanation: {
            /** @description Who did it, in words. */
            by: string;
            /** @description Field by field, what was and what became of it. */
            changes: {
                after: unknown;
                before: unknown;
                /** @description Null where the whole user or identity came or went. */
                field: string | null;
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "user" | "identity";
            }[];
            /** @description What was decided then; null for what a caller asked for and no rule was looked at. */
            decision: {
                action: string;
                notices: string[];
                /** @description The policies that determined it. */
                policies: {
                    [key: string]: unknown;
                }[];
                /** @description The rules in the order in which they were looked at; the last one settled it. */
                reasons: {
                    rule: string;
                    said: string;
                    settled: boolean;
                }[];
            } | null;
            event: components["schemas"]["Event"];
            /** @description What happened, in words. */
            said: string;
            undo: {
                /** @description What was built on it since. */
                blocked_by: {
                    /** Format: date-time */
                    created_at: string | null;
                    /**
                     * Format: uuid
                     * @description Null where no event tells of it.
                     */
                    event_id: string | null;
                    /** @description What stands in the way, in words. */
                    said: string;
                    type: string | null;
                }[];
                /** @enum {string} */
                state: "possible" | "blocked" | "undone" | "not_undoable";
                /**
                 * Format: uuid
                 * @description The event that took it back.
                 */
                undone_by: string | null;
            };
        };
        /** Explanation */
        Explanation: {
            /** @description Users with one of the keys that the rule matches on. */
            candidates: {
                /** @description The keys in common, and who has proved each. */
                matches: {
                    /** @enum {string} */
                    key: "email" | "phone" | "username" | "external_id";
                    proved_by_arrival: boolean;
                    proved_by_user: boolean;
                }[];
                /** @description What stands in the way of joining by rule; empty: nothing. */
                missing: string[];
                user: {
                    email: string | null;
                    email_verified: boolean;
                    /** Format: uuid */
                    id: string;
                    name: string | null;
                    /** @enum {string} */
                    status: "active" | "suspended";
                    username: string | null;
                };
            }[];
            /**
             * Format: uuid
             * @description The way in that was assumed.
             */
            connection_id: string | null;
            decision: {
                /** @enum {string} */
                action: "sign_in" | "link" | "create_user" | "hold" | "challenge" | "refuse";
                /** @description `hold`, `refuse`: why. */
                because?: string;
                /** @description `challenge`: the person has proved nothing, so the pages show the same to everybody. */
                blind?: boolean;
                /** @description `challenge`, `hold`: whose it may be. */
                candidates?: {
                    matched_on: ("email" | "phone" | "username" | "external_id")[];
                    /** @description How the person could show that it is theirs; empty where an administrator decides. */
                    proofs: ("email_code" | "sign_in")[];
                    /** Format: uuid */
                    user_id: string;
                }[];
                /**
                 * @description `create_user`: why it joined nobody.
                 * @enum {string|null}
                 */
                conflict?: "several_users" | "identity_at_provider" | null;
                /** @description `create_user`: the new user's e-mail address is verified. */
                email_proved?: boolean;
                /**
                 * @description `link`: the key that both sides have proved.
                 * @enum {string}
                 */
                matched_on?: "email" | "phone" | "username" | "external_id";
                /**
                 * @description `challenge`: what becomes of it when nothing is proved.
                 * @enum {string}
                 */
                otherwise?: "create_user" | "hold" | "refuse";
                phone_proved?: boolean;
                /** @description `link`: the user never proved the address, so what else leads into it ends first. */
                takes_over?: boolean;
                /**
                 * Format: uuid
                 * @description `sign_in`, `link`: which user.
                 */
                user_id?: string;
                /** @description `create_user`: users that claim the address without proof, and lose it. */
                voids?: string[];
            };
            /**
             * Format: uuid
             * @description The identity of this external id, where it has been seen before.
             */
            identity_id: string | null;
            identity_provider: {
                enabled: boolean;
                /** Format: uuid */
                id: string;
                /** @description When an arrival may join a known user. */
                linking_rule: {
                    /** @description With `verified_match`: to ask also where nothing that came is said to be verified. */
                    ask_unproved: boolean;
                    authoritative_domains: string[];
                    /** @description Which arrivals may join somebody, by the domain of their address. `allowed` null: all. */
                    email_domains: {
                        allowed: string[] | null;
                        denied: string[];
                    };
                    /**
                     * @description What makes the provider's e-mail proved.
                     * @enum {string}
                     */
                    email_proof: "never" | "provider_verified_bit" | "authoritative_domains" | "tenant_verified_domains" | "xms_edov";
                    /** @description The raw claim that holds the external id. */
                    external_id_claim: string | null;
                    identities_per_user_max: number | null;
                    /** @description Whether an arrival that joins nobody gets a user of its own; else it is held. */
                    jit: boolean;
                    /** @description Identities of one linking domain never join users of another. */
                    linking_domain: string | null;
                    /** @description Known people only: others are refused. */
                    login_only: boolean;
                    /** @description The keys to look at, in order. */
                    match_on: ("email" | "phone" | "username" | "external_id")[];
                    /**
                     * @description `never`: an arrival joins nobody. `ask`: the person is asked to prove the account first. `verified_match`: it joins the one user with the same key, proved on both sides.
                     * @enum {string}
                     */
                    mode: "never" | "ask" | "verified_match";
                    /**
                     * @description `authoritative`: the provider issues the usernames and external ids of this tenant.
                     * @enum {string}
                     */
                    name_proof: "never" | "authoritative";
                    /** @description Users that no arrival joins: by id, or by metadata such as `{"app_metadata.roles": "admin"}`. */
                    never_link: {
                        metadata: {
                            [key: string]: unknown;
                        };
                        user_ids: string[];
                    };
                    /**
                     * @description When several users match, or the one that does has an identity at this provider already.
                     * @enum {string}
                     */
                    on_conflict: "ask" | "create_separate" | "refuse" | "review";
                    /**
                     * @description What makes the provider's phone number proved.
                     * @enum {string}
                     */
                    phone_proof: "never" | "provider_verified_bit";
                    /** @description Whether an identity that was unlinked may join the same user again by rule. */
                    relink_after_unlink: boolean;
                    /**
                     * @description `first_link` fills what is empty, `always` follows every sign-in. Never unproved over proved.
                     * @enum {string}
                     */
                    update_profile: "never" | "first_link" | "always";
                    /** @description The exact values of `email_verified` by which this provider means "verified". */
                    verified_forms: (true | "true" | "True" | "TRUE" | "1" | 1 | "yes" | "verified")[];
                    /** @description Raised by one with every change. */
                    version: number;
                };
                name: string;
                provider_type: string;
            };
            /** @description What these policies have to say to people. */
            notices: string[];
            /** @description The policies that determined it. Empty where none applies. */
            policies: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
            /** @description Every rule that was looked at, in order. */
            reasons: {
                /** @description What it was about, as data. */
                about?: {
                    [key: string]: unknown;
                };
                /** @description Which rule was looked at. */
                rule: string;
                /** @description What it said, in words. */
                said: string;
                /** @description Whether it settled the matter: the last one did. */
                settled: boolean;
            }[];
            user: {
                email: string | null;
                email_verified: boolean;
                /** Format: uuid */
                id: string;
                name: string | null;
                /** @enum {string} */
                status: "active" | "suspended";
                username: string | null;
            } | null;
        };
        /**
         * IdentityProvider
         * @example {
         *       "id": "0199b6a4-01aa-7000-8000-000038000000",
         *       "name": "google",
         *       "provider_type": "google-oauth2",
         *       "config": {},
         *       "enabled": true,
         *       "last_synced_at": null,
         *       "sync_status": "pending",
         *       "sync_error": null,
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:00.000Z",
         *       "display_name": "Google",
         *       "logo": null,
         *       "linking_rule": {
         *         "version": 1,
         *         "mode": "verified_match",
         *         "ask_unproved": false,
         *         "match_on": [
         *           "email"
         *         ],
         *         "email_proof": "authoritative_domains",
         *         "verified_forms": [
         *           true
         *         ],
         *         "authoritative_domains": [
         *           "gmail.com",
         *           "googlemail.com"
         *         ],
         *         "phone_proof": "never",
         *         "name_proof": "never",
         *         "external_id_claim": null,
         *         "login_only": false,
         *         "jit": true,
         *         "update_profile": "first_link",
         *         "email_domains": {
         *           "allowed": null,
         *           "denied": []
         *         },
         *         "never_link": {
         *           "user_ids": [],
         *           "metadata": {}
         *         },
         *         "identities_per_user_max": null,
         *         "on_conflict": "create_separate",
         *         "relink_after_unlink": false,
         *         "linking_domain": null
         *       },
         *       "metadata": {}
         *     }
         */
        IdentityProvider: {
            config: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            created_at: string;
            display_name: string;
            enabled: boolean;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            last_synced_at: string | null;
            /** @description When an arrival may join a known user. */
            linking_rule: {
                /** @description With `verified_match`: to ask also where nothing that came is said to be verified. */
                ask_unproved: boolean;
                authoritative_domains: string[];
                /** @description Which arrivals may join somebody, by the domain of their address. `allowed` null: all. */
                email_domains: {
                    allowed: string[] | null;
                    denied: string[];
                };
                /**
                 * @description What makes the provider's e-mail proved.
                 * @enum {string}
                 */
                email_proof: "never" | "provider_verified_bit" | "authoritative_domains" | "tenant_verified_domains" | "xms_edov";
                /** @description The raw claim that holds the external id. */
                external_id_claim: string | null;
                identities_per_user_max: number | null;
                /** @description Whether an arrival that joins nobody gets a user of its own; else it is held. */
                jit: boolean;
                /** @description Identities of one linking domain never join users of another. */
                linking_domain: string | null;
                /** @description Known people only: others are refused. */
                login_only: boolean;
                /** @description The keys to look at, in order. */
                match_on: ("email" | "phone" | "username" | "external_id")[];
                /**
                 * @description `never`: an arrival joins nobody. `ask`: the person is asked to prove the account first. `verified_match`: it joins the one user with the same key, proved on both sides.
                 * @enum {string}
                 */
                mode: "never" | "ask" | "verified_match";
                /**
                 * @description `authoritative`: the provider issues the usernames and external ids of this tenant.
                 * @enum {string}
                 */
                name_proof: "never" | "authoritative";
                /** @description Users that no arrival joins: by id, or by metadata such as `{"app_metadata.roles": "admin"}`. */
                never_link: {
                    metadata: {
                        [key: string]: unknown;
                    };
                    user_ids: string[];
                };
                /**
                 * @description When several users match, or the one that does has an identity at this provider already.
                 * @enum {string}
                 */
                on_conflict: "ask" | "create_separate" | "refuse" | "review";
                /**
                 * @description What makes the provider's phone number proved.
                 * @enum {string}
                 */
                phone_proof: "never" | "provider_verified_bit";
                /** @description Whether an identity that was unlinked may join the same user again by rule. */
                relink_after_unlink: boolean;
                /**
                 * @description `first_link` fills what is empty, `always` follows every sign-in. Never unproved over proved.
                 * @enum {string}
                 */
                update_profile: "never" | "first_link" | "always";
                /** @description The exact values of `email_verified` by which this provider means "verified". */
                verified_forms: (true | "true" | "True" | "TRUE" | "1" | 1 | "yes" | "verified")[];
                /** @description Raised by one with every change. */
                version: number;
            };
            logo: string | null;
            metadata: {
                [key: string]: unknown;
            };
            name: string;
            /** @description Its strategy. Never changes. */
            provider_type: string;
            sync_error: string | null;
            /** @enum {string} */
            sync_status: "pending" | "syncing" | "synced" | "failed";
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * Import
         * @example {
         *       "id": "sha256-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
         *       "lines_done": 3000,
         *       "created": 2990,
         *       "updated": 0,
         *       "skipped": 0,
         *       "refused": 10,
         *       "updated_at": "2026-01-15T12:00:00.000Z"
         *     }
         */
        Import: {
            created: number;
            /** @description As the caller named it. */
            id: string;
            /** @description Lines of the file that are done: the next piece begins behind them. */
            lines_done: number;
            refused: number;
            /** @description Rows of which everything was there. */
            skipped: number;
            updated: number;
            /**
             * Format: date-time
             * @description Null: it never began.
             */
            updated_at: string | null;
        };
        /**
         * Operator
         * @example {
         *       "user_id": "0199b6a4-0000-7000-8000-aabbccddeeff",
         *       "name": "Olive Turner",
         *       "email": "olive@example.com",
         *       "role": "owner",
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:00.000Z"
         *     }
         */
        Operator: {
            /** Format: date-time */
            created_at: string;
            email: string | null;
            name: string | null;
            /**
             * @description `read_only` reads; `operator` also writes users, identities, sessions, providers, policies and applications; `owner` does everything.
             * @enum {string}
             */
            role: "read_only" | "operator" | "owner";
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: uuid
             * @description A user of the operators' tenant.
             */
            user_id: string;
        };
        /**
         * Policy
         * @example {
         *       "id": "0199b6a4-8888-7000-b000-0f1e2d3c4b5a",
         *       "name": "administrators link by hand",
         *       "description": null,
         *       "enabled": true,
         *       "priority": 10,
         *       "rule_count": 1,
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:00.000Z",
         *       "cedar_policy_set": "@notice(\"Ask the service desk to link it.\")\nforbid(principal is Arrival, action == Action::\"identity:link\", resource)\nwhen { context.user.app_metadata.contains(\"roles=admin\") };",
         *       "version": 1
         *     }
         */
        Policy: {
            /** @description The Cedar text. */
            cedar_policy_set: string;
            /** Format: date-time */
            created_at: string;
            description: string | null;
            enabled: boolean;
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Of several that decide, the higher one is told first. Any `forbid` wins. */
            priority: number;
            /** @description How many statements the text has. */
            rule_count: number;
            /** Format: date-time */
            updated_at: string;
            /** @description Raised with every change of the text. */
            version: number;
        };
        /**
         * RefusedLine
         * @example {
         *       "line": 7,
         *       "code": "username_taken",
         *       "message": "another user has this username",
         *       "id": null
         *     }
         */
        RefusedLine: {
            /** @description One of the error codes. */
            code: string;
            /** @description The id that the row gave its user, as it was written. */
            id: string | null;
            /** @description Of the file, from 1. */
            line: number;
            message: string;
        };
        /** SamlKey */
        SamlKey: {
            /** @description PEM, self-signed. */
            certificate: string;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Of the certificate. Providers seldom ask.
             */
            expires_at: string;
            /** @description Of the certificate, as providers show it: `AB:CD:…`. */
            fingerprint_sha256: string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            signs_since: string | null;
            /**
             * @description All stand in the metadata to verify with, and open what is encrypted for us; one signs.
             * @enum {string}
             */
            state: "next" | "signing" | "former";
        };
        /** Session */
        Session: {
            /** @description Neither ended nor expired. */
            active: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at: string | null;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The identity that it was signed in with.
             */
            identity_id: string | null;
            ip: string | null;
            /** Format: date-time */
            last_seen_at: string;
            user_agent: string | null;
            /** Format: uuid */
            user_id: string;
        };
        /** SigningKey */
        SigningKey: {
            algorithm: string;
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** @description Its name in tokens and at `/.well-known/jwks.json`. */
            kid: string;
        };
        /**
         * Strategy
         * @example {
         *       "id": "discord",
         *       "name": "Discord",
         *       "protocol": "oauth2",
         *       "logo": "data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22/%3E",
         *       "documentation_url": "https://discord.com/developers/docs/topics/oauth2",
         *       "options_schema": {
         *         "type": "object",
         *         "properties": {},
         *         "required": []
         *       },
         *       "scopes": [
         *         "identify",
         *         "email"
         *       ],
         *       "subject_types": [
         *         ""
         *       ],
         *       "lacks": {
         *         "pkce": "it speaks of PKCE for public clients alone, and ours has a secret"
         *       },
         *       "checked_against": "implementations",
         *       "default_linking_rule": {
         *         "version": 1,
         *         "mode": "ask",
         *         "ask_unproved": false,
         *         "match_on": [
         *           "email"
         *         ],
         *         "email_proof": "provider_verified_bit",
         *         "verified_forms": [
         *           true
         *         ],
         *         "authoritative_domains": [],
         *         "phone_proof": "never",
         *         "name_proof": "never",
         *         "external_id_claim": null,
         *         "login_only": false,
         *         "jit": true,
         *         "update_profile": "first_link",
         *         "email_domains": {
         *           "allowed": null,
         *           "denied": []
         *         },
         *         "never_link": {
         *           "user_ids": [],
         *           "metadata": {}
         *         },
         *         "identities_per_user_max": null,
         *         "on_conflict": "create_separate",
         *         "relink_after_unlink": false,
         *         "linking_domain": null
         *       }
         *     }
         */
        Strategy: {
            /**
             * @description What its facts were compared with: the pages of the provider, the code of others that signs people in there, or neither. Null for a protocol, of any provider.
             * @enum {string|null}
             */
            checked_against: "documentation" | "implementations" | "nothing" | null;
            /** @description When an arrival may join a known user. */
            default_linking_rule: {
                /** @description With `verified_match`: to ask also where nothing that came is said to be verified. */
                ask_unproved: boolean;
                authoritative_domains: string[];
                /** @description Which arrivals may join somebody, by the domain of their address. `allowed` null: all. */
                email_domains: {
                    allowed: string[] | null;
                    denied: string[];
                };
                /**
                 * @description What makes the provider's e-mail proved.
                 * @enum {string}
                 */
                email_proof: "never" | "provider_verified_bit" | "authoritative_domains" | "tenant_verified_domains" | "xms_edov";
                /** @description The raw claim that holds the external id. */
                external_id_claim: string | null;
                identities_per_user_max: number | null;
                /** @description Whether an arrival that joins nobody gets a user of its own; else it is held. */
                jit: boolean;
                /** @description Identities of one linking domain never join users of another. */
                linking_domain: string | null;
                /** @description Known people only: others are refused. */
                login_only: boolean;
                /** @description The keys to look at, in order. */
                match_on: ("email" | "phone" | "username" | "external_id")[];
                /**
                 * @description `never`: an arrival joins nobody. `ask`: the person is asked to prove the account first. `verified_match`: it joins the one user with the same key, proved on both sides.
                 * @enum {string}
                 */
                mode: "never" | "ask" | "verified_match";
                /**
                 * @description `authoritative`: the provider issues the usernames and external ids of this tenant.
                 * @enum {string}
                 */
                name_proof: "never" | "authoritative";
                /** @description Users that no arrival joins: by id, or by metadata such as `{"app_metadata.roles": "admin"}`. */
                never_link: {
                    metadata: {
                        [key: string]: unknown;
                    };
                    user_ids: string[];
                };
                /**
                 * @description When several users match, or the one that does has an identity at this provider already.
                 * @enum {string}
                 */
                on_conflict: "ask" | "create_separate" | "refuse" | "review";
                /**
                 * @description What makes the provider's phone number proved.
                 * @enum {string}
                 */
                phone_proof: "never" | "provider_verified_bit";
                /** @description Whether an identity that was unlinked may join the same user again by rule. */
                relink_after_unlink: boolean;
                /**
                 * @description `first_link` fills what is empty, `always` follows every sign-in. Never unproved over proved.
                 * @enum {string}
                 */
                update_profile: "never" | "first_link" | "always";
                /** @description The exact values of `email_verified` by which this provider means "verified". */
                verified_forms: (true | "true" | "True" | "TRUE" | "1" | 1 | "yes" | "verified")[];
                /** @description Raised by one with every change. */
                version: number;
            };
            documentation_url: string | null;
            /** @description The `provider_type` of an identity provider of this kind. */
            id: string;
            /** @description What this provider cannot do that others can, each with its reason. */
            lacks: {
                [key: string]: string;
            };
            /** @description A drawing of ours as a `data:` address, nobody’s trademark. */
            logo: string;
            name: string;
            /** @description A JSON Schema of what `config` takes. */
            options_schema: {
                [key: string]: unknown;
            };
            /** @description `oidc`, `oauth2`, `saml`, `ldap`, `cas`, or `database`. */
            protocol: string;
            /** @description What is asked for unless `config.scopes` says otherwise. */
            scopes: string[];
            /** @description The kinds of name that it may know people by, the default first; `""` where there is one. */
            subject_types: string[];
        };
        /**
         * Suggestion
         * @example {
         *       "id": "0199b6a4-9a10-7c00-8d11-102132435465",
         *       "kind": "users",
         *       "status": "open",
         *       "user_id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90",
         *       "other_user_id": "0199b6a4-7777-7000-a000-5c6d7e8f9012",
         *       "identity_id": null,
         *       "evidence": [
         *         {
         *           "key": "email",
         *           "value": "ada@example.com",
         *           "said": "of the user: its e-mail address is verified; of the other user: its e-mail address is verified"
         *         }
         *       ],
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "decided_at": null,
         *       "decided_by": null
         *     }
         */
        Suggestion: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            decided_at: string | null;
            /** @description Who approved or dismissed it, as an event tells its actor. */
            decided_by: {
                [key: string]: unknown;
            } | null;
            /** @description What both sides had proved when it was suggested. */
            evidence: {
                /** @enum {string} */
                key: "email" | "phone" | "username" | "external_id";
                /** @description What proves it on each side, in words. */
                said: string;
                /** @description As it is compared. */
                value: string;
            }[];
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The identity of an arrival.
             */
            identity_id: string | null;
            /**
             * @description `users`: two users that look the same. `arrival`: an identity of nobody, and a user that it may belong to.
             * @enum {string}
             */
            kind: "users" | "arrival";
            /**
             * Format: uuid
             * @description The other one of two users.
             */
            other_user_id: string | null;
            /** @enum {string} */
            status: "open" | "approved" | "dismissed";
            /** Format: uuid */
            user_id: string;
        };
        /**
         * Sweep
         * @example {
         *       "id": "0199b6a4-9b20-7d00-8e22-203142536475",
         *       "finished": false,
         *       "users_seen": 5000,
         *       "users_total": 20000,
         *       "suggestions_made": 12,
         *       "started_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:01.000Z",
         *       "finished_at": null
         *     }
         */
        Sweep: {
            finished: boolean;
            /** Format: date-time */
            finished_at: string | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            started_at: string;
            suggestions_made: number;
            /** Format: date-time */
            updated_at: string;
            users_seen: number;
            /** @description How many there were when it began. */
            users_total: number;
        };
        /**
         * Tenant
         * @example {
         *       "id": "0199b6a4-0000-7000-8000-aabbccddeeff",
         *       "name": "Acme",
         *       "slug": "acme",
         *       "locale": "en",
         *       "is_master": false,
         *       "settings": {},
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:00.000Z",
         *       "owner_email": null,
         *       "owner_user_id": null
         *     }
         */
        Tenant: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** @description Whether its keys see and make other tenants. */
            is_master: boolean;
            /** @description `settings.locale`, or `en`. */
            locale: string;
            name: string;
            /** @description Always null: a tenant has no owner here. */
            owner_email: string | null;
            /**
             * Format: uuid
             * @description Always null: a tenant has no owner here.
             */
            owner_user_id: string | null;
            settings: {
                [key: string]: unknown;
            };
            /** @description Its name in addresses. */
            slug: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * User
         * @example {
         *       "id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90",
         *       "email": "ada@example.com",
         *       "name": "Ada Lovelace",
         *       "roles": [],
         *       "auth_provider": "oidc",
         *       "active": true,
         *       "email_verified": true,
         *       "is_owner": false,
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:00.000Z",
         *       "phone": null,
         *       "phone_verified": false,
         *       "username": "ada",
         *       "external_id": "customer-1815",
         *       "given_name": "Ada",
         *       "family_name": "Lovelace",
         *       "nickname": null,
         *       "picture": null,
         *       "locale": "en-GB",
         *       "profile": {},
         *       "user_metadata": {
         *         "theme": "dark"
         *       },
         *       "app_metadata": {},
         *       "status": "active",
         *       "merged_into": null,
         *       "last_login_at": "2026-01-15T12:00:00.000Z",
         *       "logins_count": 1
         *     }
         */
        User: {
            /** @description False for a suspended or merged user. */
            active: boolean;
            /** @description What only applications may change. */
            app_metadata: {
                [key: string]: unknown;
            };
            /**
             * @description How the user came in first; `app_metadata.auth_provider` where that says so.
             * @enum {string}
             */
            auth_provider: "local" | "oidc" | "saml";
            /** Format: date-time */
            created_at: string;
            email: string | null;
            email_verified: boolean;
            /** @description Your own name for the user; unique in the tenant. */
            external_id: string | null;
            family_name: string | null;
            given_name: string | null;
            /** Format: uuid */
            id: string;
            /** @description Always false: a tenant has no owner here. */
            is_owner: boolean;
            /** Format: date-time */
            last_login_at: string | null;
            locale: string | null;
            logins_count: number;
            /**
             * Format: uuid
             * @description The user that stands in for this one since a merge.
             */
            merged_into: string | null;
            name: string | null;
            nickname: string | null;
            phone: string | null;
            phone_verified: boolean;
            picture: string | null;
            /** @description Further standard claims: `birthdate`, `gender`, `website`, … */
            profile: {
                [key: string]: unknown;
            };
            /** @description Kept as `app_metadata.roles`. */
            roles: string[];
            /** @enum {string} */
            status: "active" | "suspended" | "merged";
            /** Format: date-time */
            updated_at: string;
            /** @description What the user may change about himself. */
            user_metadata: {
                [key: string]: unknown;
            };
            username: string | null;
        };
        /**
         * UserIdentity
         * @example {
         *       "id": "0199b6a4-6c11-7a55-8f0e-1d2c3b4a5968",
         *       "user_id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90",
         *       "identity_provider_id": "0199b6a4-01aa-7000-8000-000038000000",
         *       "provider_name": "google",
         *       "provider_type": "google-oauth2",
         *       "external_id": "113274839201928374650",
         *       "external_username": null,
         *       "external_email": "ada@example.com",
         *       "external_display_name": "Ada Lovelace",
         *       "linked_by": "auto",
         *       "last_synced_at": "2026-01-15T12:00:00.000Z",
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:00.000Z",
         *       "subject_type": "",
         *       "external_email_verified": true,
         *       "external_phone": null,
         *       "external_phone_verified": false,
         *       "position": 0,
         *       "linked_at": "2026-01-15T12:00:00.000Z",
         *       "first_login_at": "2026-01-15T12:00:00.000Z",
         *       "last_login_at": "2026-01-15T12:00:00.000Z",
         *       "logins_count": 1,
         *       "connection_ids": [
         *         "0199b6a4-02bb-7000-8000-000040000000"
         *       ]
         *     }
         */
        UserIdentity: {
            /** @description The connections that it came through. */
            connection_ids: string[];
            /** Format: date-time */
            created_at: string;
            external_display_name: string | null;
            /** @description As the provider said it. */
            external_email: string | null;
            /** @description The provider's own bit; what it is worth is for the rules. */
            external_email_verified: boolean;
            /** @description The provider's stable name for the person: the subject. */
            external_id: string;
            external_phone: string | null;
            external_phone_verified: boolean;
            external_username: string | null;
            /** Format: date-time */
            first_login_at: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            identity_provider_id: string;
            /** Format: date-time */
            last_login_at: string | null;
            /** Format: date-time */
            last_synced_at: string | null;
            /** Format: date-time */
            linked_at: string | null;
            /**
             * @description `auto`: by a sign-in under the linking rules. `manual`: by a call. `scim`: by provisioning.
             * @enum {string}
             */
            linked_by: "auto" | "manual" | "scim";
            logins_count: number;
            /** @description The order among its user's identities; the lowest is the primary one. */
            position: number;
            provider_name: string;
            /** @description The provider's strategy: `google-oauth2`, `github`, `oidc`, … */
            provider_type: string;
            /** @description Where a provider has several kinds of subject; else empty. */
            subject_type: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: uuid
             * @description Null where the identity belongs to nobody yet.
             */
            user_id: string | null;
        };
        /**
         * UserIdentityWithClaims
         * @example {
         *       "id": "0199b6a4-6c11-7a55-8f0e-1d2c3b4a5968",
         *       "user_id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90",
         *       "identity_provider_id": "0199b6a4-01aa-7000-8000-000038000000",
         *       "provider_name": "google",
         *       "provider_type": "google-oauth2",
         *       "external_id": "113274839201928374650",
         *       "external_username": null,
         *       "external_email": "ada@example.com",
         *       "external_display_name": "Ada Lovelace",
         *       "linked_by": "auto",
         *       "last_synced_at": "2026-01-15T12:00:00.000Z",
         *       "created_at": "2026-01-15T12:00:00.000Z",
         *       "updated_at": "2026-01-15T12:00:00.000Z",
         *       "subject_type": "",
         *       "external_email_verified": true,
         *       "external_phone": null,
         *       "external_phone_verified": false,
         *       "position": 0,
         *       "linked_at": "2026-01-15T12:00:00.000Z",
         *       "first_login_at": "2026-01-15T12:00:00.000Z",
         *       "last_login_at": "2026-01-15T12:00:00.000Z",
         *       "logins_count": 1,
         *       "connection_ids": [
         *         "0199b6a4-02bb-7000-8000-000040000000"
         *       ],
         *       "claims": {
         *         "sub": "113274839201928374650",
         *         "email": "ada@example.com"
         *       }
         *     }
         */
        UserIdentityWithClaims: {
            /** @description Everything that the provider said. */
            claims: {
                [key: string]: unknown;
            };
            /** @description The connections that it came through. */
            connection_ids: string[];
            /** Format: date-time */
            created_at: string;
            external_display_name: string | null;
            /** @description As the provider said it. */
            external_email: string | null;
            /** @description The provider's own bit; what it is worth is for the rules. */
            external_email_verified: boolean;
            /** @description The provider's stable name for the person: the subject. */
            external_id: string;
            external_phone: string | null;
            external_phone_verified: boolean;
            external_username: string | null;
            /** Format: date-time */
            first_login_at: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            identity_provider_id: string;
            /** Format: date-time */
            last_login_at: string | null;
            /** Format: date-time */
            last_synced_at: string | null;
            /** Format: date-time */
            linked_at: string | null;
            /**
             * @description `auto`: by a sign-in under the linking rules. `manual`: by a call. `scim`: by provisioning.
             * @enum {string}
             */
            linked_by: "auto" | "manual" | "scim";
            logins_count: number;
            /** @description The order among its user's identities; the lowest is the primary one. */
            position: number;
            provider_name: string;
            /** @description The provider's strategy: `google-oauth2`, `github`, `oidc`, … */
            provider_type: string;
            /** @description Where a provider has several kinds of subject; else empty. */
            subject_type: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: uuid
             * @description Null where the identity belongs to nobody yet.
             */
            user_id: string | null;
        };
    };
    responses: {
        /** @description `policy_name_taken`, `not_undoable`, `undo_blocked`, `linking_domain_mismatch`, `too_many_identities`, `suggestion_decided`, `suggestion_outdated`, `last_identity`, `identity_linked_elsewhere`, `identity_not_linked`, `primary_identity`, `email_taken`, `phone_taken`, `username_taken`, `external_id_taken`, `user_id_taken`, `user_merged`, `user_suspended`, `identity_provider_name_taken`, `identity_provider_in_use`, `issuer_in_use`, `needs_reauthorization`, `saml_key_in_use`, `too_many_saml_keys`, `identity_provider_disabled`, `connection_identifier_taken`, `client_id_taken`, `host_taken`, `last_owner`, `tenant_is_operators`, `tenant_is_master`, `tenant_slug_taken`, `changed_meanwhile`, `bulk_refused`, `connection_test_over` */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `insufficient_scope`, `not_an_operator`, `tenant_mismatch`, `identity_provider_mismatch`, `policy_forbids`, `pending_link_over`, `code_wrong`, `sign_in_refused` */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `idempotency_key_reused` */
        IdempotencyKeyReused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `internal` */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `invalid_input`, `malformed_json`, `body_required`, `policy_invalid`, `merge_with_itself`, `grant_refused`, `client_refused` */
        InvalidInput: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `not_found` */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `not_supported` */
        NotSupported: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `body_too_large` */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `rate_limited` */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `unauthenticated` */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `provider_unavailable`, `unavailable` */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `unsupported_media_type` */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listApiKeys: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                identity_provider_id?: string;
                /** @description Rows in one page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ApiKey"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "back office",
                 *       "scopes": [
                 *         "users:read",
                 *         "identities:read"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** Format: date-time */
                    expires_at?: string | null;
                    /** Format: uuid */
                    identity_provider_id?: string | null;
                    name: string;
                    /** @description None unless given; never more than your own. */
                    scopes?: ("users:read" | "users:write" | "identities:read" | "identities:write" | "read:user_idp_tokens" | "identity_providers:read" | "identity_providers:write" | "events:read" | "policies:read" | "policies:write" | "api_keys:read" | "api_keys:write" | "applications:read" | "applications:write" | "sessions:read" | "sessions:write" | "tenants:read" | "tenants:write" | "operators:read" | "operators:write")[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listApplications: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                /** @description Rows in one page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Application"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Shop",
                 *       "redirect_uris": [
                 *         "https://shop.example.com/callback"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description How long an access token is good for. */
                    access_token_seconds?: number;
                    /** @description The APIs that it may get access tokens for, by `audience` or `resource`. */
                    apis?: {
                        audience: string;
                        scopes: string[];
                    }[];
                    /** @description Kept from elsewhere; made when absent. */
                    client_id?: string;
                    /** @description Kept from elsewhere; made when absent. */
                    client_secret?: string;
                    /** @description Of the tenant's own: its users are not asked whether it may know them. */
                    first_party?: boolean;
                    grant_types?: ("authorization_code" | "refresh_token" | "implicit" | "client_credentials" | "urn:ietf:params:oauth:grant-type:token-exchange")[];
                    /**
                     * @description What it is told at a sign-in after a user that it knew was merged into one that it did not: `keep` what it knew, or the `survivor`. Grants under way keep their `sub` in either case.
                     * @enum {string}
                     */
                    merged_subject?: "keep" | "survivor";
                    /** @description Shown to people. */
                    name: string;
                    /** @description Whether a request without PKCE is refused. Always so without a secret. */
                    pkce_required?: boolean;
                    /** @description Where they may be sent after signing out. */
                    post_logout_redirect_uris?: string[];
                    /** @description Where its users may be sent back to, compared to the letter. `http` on loopback alone. */
                    redirect_uris?: string[];
                    /** @description How long a refresh token waits to be used; each use gives a new one, for a year at most. */
                    refresh_token_seconds?: number;
                    /**
                     * @description `sub`: `native` is the id of the user, `auth0` Auth0’s `user_id`, `pairwise` a name of no use to other applications. What was told of a user once stays.
                     * @enum {string}
                     */
                    subject_format?: "native" | "auth0" | "pairwise";
                    /**
                     * @description How it proves itself at the token endpoint. `none`: it runs in the open (a browser, a phone) and has no secret. The other two are taken either way.
                     * @enum {string}
                     */
                    token_endpoint_auth_method?: "client_secret_basic" | "client_secret_post" | "none";
                    /** @description Where its pages come from, besides the origins of `redirect_uris`, when they call the token endpoint. */
                    web_origins?: string[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApplication"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "redirect_uris": [
                 *         "https://shop.example.com/callback",
                 *         "https://shop.example.com/cb2"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description How long an access token is good for. */
                    access_token_seconds?: number;
                    /** @description The APIs that it may get access tokens for, by `audience` or `resource`. */
                    apis?: {
                        audience: string;
                        scopes: string[];
                    }[];
                    /** @description Of the tenant's own: its users are not asked whether it may know them. */
                    first_party?: boolean;
                    grant_types?: ("authorization_code" | "refresh_token" | "implicit" | "client_credentials" | "urn:ietf:params:oauth:grant-type:token-exchange")[];
                    /**
                     * @description What it is told at a sign-in after a user that it knew was merged into one that it did not: `keep` what it knew, or the `survivor`. Grants under way keep their `sub` in either case.
                     * @enum {string}
                     */
                    merged_subject?: "keep" | "survivor";
                    /** @description Shown to people. */
                    name?: string;
                    /** @description Whether a request without PKCE is refused. Always so without a secret. */
                    pkce_required?: boolean;
                    /** @description Where they may be sent after signing out. */
                    post_logout_redirect_uris?: string[];
                    /** @description Where its users may be sent back to, compared to the letter. `http` on loopback alone. */
                    redirect_uris?: string[];
                    /** @description How long a refresh token waits to be used; each use gives a new one, for a year at most. */
                    refresh_token_seconds?: number;
                    /**
                     * @description `sub`: `native` is the id of the user, `auth0` Auth0’s `user_id`, `pairwise` a name of no use to other applications. What was told of a user once stays.
                     * @enum {string}
                     */
                    subject_format?: "native" | "auth0" | "pairwise";
                    /**
                     * @description How it proves itself at the token endpoint. `none`: it runs in the open (a browser, a phone) and has no secret. The other two are taken either way.
                     * @enum {string}
                     */
                    token_endpoint_auth_method?: "client_secret_basic" | "client_secret_post" | "none";
                    /** @description Where its pages come from, besides the origins of `redirect_uris`, when they call the token endpoint. */
                    web_origins?: string[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApplication"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeApplicationSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApplication"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Connection"][];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "display_name": "Sign in with Google",
                 *       "login_only": true
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The issuer may be another than the one that named the identities that are there.
                     * @default false
                     */
                    allow_issuer_change?: boolean;
                    /** @description JSONata expressions over what the provider says; `$claims` is our own reading of it. One that finds nothing leaves the claim as it is, `null` takes it away. An e-mail address or phone number other than the provider’s own is never verified. */
                    claim_mapping?: {
                        display_name?: string;
                        email?: string;
                        family_name?: string;
                        given_name?: string;
                        locale?: string;
                        phone?: string;
                        picture?: string;
                        username?: string;
                    } | null;
                    client_id?: string | null;
                    /** @description Sealed at once; no answer carries it. */
                    client_secret?: string | null;
                    /** @description What the strategy needs. Never a secret: a connection takes its own. */
                    config?: {
                        [key: string]: unknown;
                    };
                    display_name?: string;
                    enabled?: boolean;
                    /** @description Unique in the tenant. */
                    identifier?: string;
                    /**
                     * Format: date-time
                     * @description The `updated_at` that you read. If it has been changed since, the change is refused.
                     */
                    if_updated_at?: string;
                    login_only?: boolean;
                    logo?: string | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    disableConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    enableConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    previewClaimMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "claims": {
                 *         "email": "ada@example.com",
                 *         "email_verified": true,
                 *         "raw": {
                 *           "upn": "ada@corp.example",
                 *           "first": "Ada"
                 *         }
                 *       },
                 *       "claim_mapping": {
                 *         "username": "$substringBefore(upn, \"@\")",
                 *         "given_name": "first"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Tried in place of the connection's own. */
                    claim_mapping?: {
                        display_name?: string;
                        email?: string;
                        family_name?: string;
                        given_name?: string;
                        locale?: string;
                        phone?: string;
                        picture?: string;
                        username?: string;
                    } | null;
                    /** @description What the provider would say about the person. */
                    claims: {
                        display_name?: string;
                        email?: string;
                        /** @description The provider's own bit; another form of it goes into `raw.email_verified`. */
                        email_verified?: boolean;
                        family_name?: string;
                        given_name?: string;
                        /** @description Whose account it is: Google's `hd`. */
                        hosted_domain?: string;
                        locale?: string;
                        /** @description With its country: `+44 20 7946 0018`. */
                        phone?: string;
                        phone_verified?: boolean;
                        picture?: string;
                        /** @description What else the provider says, in its own words. At most 64 KiB. */
                        raw?: {
                            [key: string]: unknown;
                        };
                        username?: string;
                    };
                    /** @description The provider's name for the person. */
                    external_id?: string;
                };
            };
        };
        responses: {
            /** @description `claims` is null where there are problems. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The claims that are not what the connector read. */
                        changed: ("email" | "phone" | "username" | "display_name" | "given_name" | "family_name" | "picture" | "locale")[];
                        claims: {
                            display_name?: string;
                            email?: string;
                            email_verified: boolean;
                            /** @description The provider's stable name for the person. */
                            external_id: string;
                            family_name?: string;
                            given_name?: string;
                            hosted_domain?: string;
                            locale?: string;
                            phone?: string;
                            phone_verified: boolean;
                            picture?: string;
                            /** @description What the identity keeps of what the provider said. */
                            raw: {
                                [key: string]: unknown;
                            };
                            subject_type: string;
                            username?: string;
                        } | null;
                        /** @description With any of them a sign-in is refused. */
                        problems: {
                            /** @description Which claim, as `claim_mapping` calls it. */
                            claim: string;
                            /** @description What is wrong with what its expression comes to. */
                            message: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    testConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        connection_id: string;
                        /**
                         * Format: date-time
                         * @description Until then the test must have been gone through.
                         */
                        expires_at: string;
                        /** Format: uuid */
                        id: string;
                        /**
                         * Format: uri
                         * @description To be opened in a browser, once. It is told this one time.
                         */
                        url: string;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getConnectionTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                testId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTest"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description What this API key or operator did. */
                actor_id?: string;
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                /** @description Inclusive. */
                from?: string;
                identity_id?: string;
                identity_provider_id?: string;
                /** @description Rows in one page. */
                limit?: number;
                /** @description Newest first unless told. */
                order?: "asc" | "desc";
                /** @description Exclusive. */
                to?: string;
                /** @description One of these; repeat it for several. */
                type?: ("tenant.created" | "tenant.updated" | "tenant.deleted" | "operator.added" | "operator.role_changed" | "operator.removed" | "api_key.created" | "api_key.revoked" | "identity_provider.created" | "identity_provider.updated" | "identity_provider.enabled" | "identity_provider.disabled" | "identity_provider.deleted" | "connection.created" | "connection.updated" | "connection.enabled" | "connection.disabled" | "connection.deleted" | "connection.tested" | "user.created" | "user.updated" | "user.suspended" | "user.reactivated" | "user.deleted" | "user.merged" | "user.signed_in" | "user.sign_in_refused" | "identity.recorded" | "identity.held" | "identity.linked" | "identity.moved" | "identity.unlinked" | "identity.primary_changed" | "identity.authorization_lost" | "linking.challenged" | "linking.code_sent" | "linking.code_refused" | "linking.declined" | "linking.undone" | "policy.created" | "policy.updated" | "policy.enabled" | "policy.disabled" | "policy.deleted" | "suggestion.made" | "suggestion.approved" | "suggestion.dismissed" | "application.created" | "application.updated" | "application.secret_changed" | "application.deleted" | "application.consented" | "application.access_ended" | "signing_key.created" | "saml_key.created" | "saml_key.activated" | "saml_key.deleted" | "session.ended" | "session.replaced" | "sign_in.code_sent" | "sign_in.code_refused" | "sign_in.failed")[];
                /** @description On either side of a merge, move or split. */
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Event"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    explainEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventExplanation"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    undoEvent: {
        parameters: {
            query?: {
                /** @description A user may be left without any identity, though it had others when the event happened. */
                allow_last?: boolean;
            };
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    previewUndo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": {
                    allow_last?: boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Field by field, what was and what became of it. */
                        changes?: {
                            after: unknown;
                            before: unknown;
                            /** @description Null where the whole user or identity came or went. */
                            field: string | null;
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            kind: "user" | "identity";
                        }[];
                        possible: boolean;
                        refusal?: components["schemas"]["Error"];
                        /** @description What would happen, in words. */
                        said?: string;
                        /** Format: uuid */
                        undone_by: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportEvents: {
        parameters: {
            query?: {
                /** @description What this API key or operator did. */
                actor_id?: string;
                format?: "ndjson" | "csv";
                /** @description Inclusive. */
                from?: string;
                identity_id?: string;
                identity_provider_id?: string;
                /** @description Exclusive. */
                to?: string;
                /** @description One of these; repeat it for several. */
                type?: ("tenant.created" | "tenant.updated" | "tenant.deleted" | "operator.added" | "operator.role_changed" | "operator.removed" | "api_key.created" | "api_key.revoked" | "identity_provider.created" | "identity_provider.updated" | "identity_provider.enabled" | "identity_provider.disabled" | "identity_provider.deleted" | "connection.created" | "connection.updated" | "connection.enabled" | "connection.disabled" | "connection.deleted" | "connection.tested" | "user.created" | "user.updated" | "user.suspended" | "user.reactivated" | "user.deleted" | "user.merged" | "user.signed_in" | "user.sign_in_refused" | "identity.recorded" | "identity.held" | "identity.linked" | "identity.moved" | "identity.unlinked" | "identity.primary_changed" | "identity.authorization_lost" | "linking.challenged" | "linking.code_sent" | "linking.code_refused" | "linking.declined" | "linking.undone" | "policy.created" | "policy.updated" | "policy.enabled" | "policy.disabled" | "policy.deleted" | "suggestion.made" | "suggestion.approved" | "suggestion.dismissed" | "application.created" | "application.updated" | "application.secret_changed" | "application.deleted" | "application.consented" | "application.access_ended" | "signing_key.created" | "saml_key.created" | "saml_key.activated" | "saml_key.deleted" | "session.ended" | "session.replaced" | "sign_in.code_sent" | "sign_in.code_refused" | "sign_in.failed")[];
                /** @description On either side of a merge, move or split. */
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description What this API key or operator did. */
                actor_id?: string;
                identity_id?: string;
                identity_provider_id?: string;
                /** @description As the header `Last-Event-ID`, for those who cannot send it. */
                last_event_id?: string;
                /** @description One of these; repeat it for several. */
                type?: ("tenant.created" | "tenant.updated" | "tenant.deleted" | "operator.added" | "operator.role_changed" | "operator.removed" | "api_key.created" | "api_key.revoked" | "identity_provider.created" | "identity_provider.updated" | "identity_provider.enabled" | "identity_provider.disabled" | "identity_provider.deleted" | "connection.created" | "connection.updated" | "connection.enabled" | "connection.disabled" | "connection.deleted" | "connection.tested" | "user.created" | "user.updated" | "user.suspended" | "user.reactivated" | "user.deleted" | "user.merged" | "user.signed_in" | "user.sign_in_refused" | "identity.recorded" | "identity.held" | "identity.linked" | "identity.moved" | "identity.unlinked" | "identity.primary_changed" | "identity.authorization_lost" | "linking.challenged" | "linking.code_sent" | "linking.code_refused" | "linking.declined" | "linking.undone" | "policy.created" | "policy.updated" | "policy.enabled" | "policy.disabled" | "policy.deleted" | "suggestion.made" | "suggestion.approved" | "suggestion.dismissed" | "application.created" | "application.updated" | "application.secret_changed" | "application.deleted" | "application.consented" | "application.access_ended" | "signing_key.created" | "saml_key.created" | "saml_key.activated" | "saml_key.deleted" | "session.ended" | "session.replaced" | "sign_in.code_sent" | "sign_in.code_refused" | "sign_in.failed")[];
                /** @description On either side of a merge, move or split. */
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Selfsame-Users-Estimated"?: unknown;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    searchIdentities: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                /** @description As the provider said it; compared without case. */
                email?: string;
                /** @description The subject, byte for byte. */
                external_id?: string;
                identity_provider_id?: string;
                /** @description Rows in one page. */
                limit?: number;
                linked_by?: "auto" | "manual" | "scim";
                /** @description True: only those of nobody. False: only those of a user. */
                unlinked?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["UserIdentity"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserIdentityWithClaims"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    moveIdentity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The user that loses it may be left without any.
                     * @default false
                     */
                    allow_last?: boolean;
                    /** Format: uuid */
                    user_id: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserIdentity"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    makeIdentityPrimary: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserIdentity"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getIdentityTokens: {
        parameters: {
            query?: {
                /** @description Tokens that this connection brought; those obtained last by default. */
                connection_id?: string;
                /** @description Renew them although they have not ended: for when the provider refused them all the same. */
                fresh?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "identity_id": "0199b6a4-6c11-7a55-8f0e-1d2c3b4a5968",
                     *       "connection_id": "0199b6a4-02bb-7000-8000-000040000000",
                     *       "access_token": "the token",
                     *       "access_token_secret": null,
                     *       "token_type": "bearer",
                     *       "id_token": null,
                     *       "scopes": [
                     *         "openid",
                     *         "email"
                     *       ],
                     *       "expires_at": "2026-01-15T13:00:00.000Z",
                     *       "obtained_at": "2026-01-15T12:00:00.000Z"
                     *     }
                     */
                    "application/json": {
                        access_token: string;
                        /** @description Of OAuth 1.0a, where the token has one. */
                        access_token_secret: string | null;
                        /**
                         * Format: uuid
                         * @description The connection that they came through.
                         */
                        connection_id: string;
                        /**
                         * Format: date-time
                         * @description Null where the provider does not say.
                         */
                        expires_at: string | null;
                        /** @description Null unless it came together with this access token. */
                        id_token: string | null;
                        /** Format: uuid */
                        identity_id: string;
                        /**
                         * Format: date-time
                         * @description When the provider gave the access token.
                         */
                        obtained_at: string;
                        /** @description What was granted. */
                        scopes: string[];
                        /** @description As the provider says it, mostly `bearer`. */
                        token_type: string;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    bulkLinkIdentities: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "row_by_row",
                 *       "links": [
                 *         {
                 *           "user_id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90",
                 *           "identity_provider_id": "0199b6a4-01aa-7000-8000-000038000000",
                 *           "external_id": "113274839201928374650"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    links: {
                        /** @description What the provider said, at most 64 KiB. */
                        claims?: {
                            [key: string]: unknown;
                        };
                        external_display_name?: string | null;
                        external_email?: string | null;
                        external_email_verified?: boolean;
                        external_id: string;
                        external_phone?: string | null;
                        external_phone_verified?: boolean;
                        external_username?: string | null;
                        identity_provider_id: string;
                        subject_type?: string;
                        user_id: string;
                    }[];
                    /**
                     * @default all_or_nothing
                     * @enum {string}
                     */
                    mode?: "all_or_nothing" | "row_by_row";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        already_linked: number;
                        data: {
                            code?: string;
                            /** Format: uuid */
                            identity_id?: string;
                            message?: string;
                            notices?: string[];
                            /** @enum {string} */
                            outcome: "linked" | "already_linked" | "refused";
                            /** @description Its place among `links`, from 0. */
                            row: number;
                        }[];
                        linked: number;
                        refused: number;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listIdentityProviders: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                enabled?: boolean;
                /** @description Rows in one page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["IdentityProvider"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "google",
                 *       "provider_type": "google-oauth2",
                 *       "display_name": "Google"
                 *     }
                 */
                "application/json": {
                    /** @description What the strategy needs. Never a secret: a connection takes its own. */
                    config?: {
                        [key: string]: unknown;
                    };
                    display_name?: string | null;
                    enabled?: boolean;
                    linking_rule?: {
                        /** @description With `verified_match`: to ask also where nothing that came is said to be verified. */
                        ask_unproved?: boolean;
                        authoritative_domains?: string[];
                        /** @description Which arrivals may join somebody, by the domain of their address. `allowed` null: all. */
                        email_domains?: {
                            allowed: string[] | null;
                            denied: string[];
                        };
                        /**
                         * @description What makes the provider's e-mail proved.
                         * @enum {string}
                         */
                        email_proof?: "never" | "provider_verified_bit" | "authoritative_domains" | "tenant_verified_domains" | "xms_edov";
                        /** @description The raw claim that holds the external id. */
                        external_id_claim?: string | null;
                        identities_per_user_max?: number | null;
                        /** @description Whether an arrival that joins nobody gets a user of its own; else it is held. */
                        jit?: boolean;
                        /** @description Identities of one linking domain never join users of another. */
                        linking_domain?: string | null;
                        /** @description Known people only: others are refused. */
                        login_only?: boolean;
                        /** @description The keys to look at, in order. */
                        match_on?: ("email" | "phone" | "username" | "external_id")[];
                        /**
                         * @description `never`: an arrival joins nobody. `ask`: the person is asked to prove the account first. `verified_match`: it joins the one user with the same key, proved on both sides.
                         * @enum {string}
                         */
                        mode?: "never" | "ask" | "verified_match";
                        /**
                         * @description `authoritative`: the provider issues the usernames and external ids of this tenant.
                         * @enum {string}
                         */
                        name_proof?: "never" | "authoritative";
                        /** @description Users that no arrival joins: by id, or by metadata such as `{"app_metadata.roles": "admin"}`. */
                        never_link?: {
                            metadata: {
                                [key: string]: unknown;
                            };
                            user_ids: string[];
                        };
                        /**
                         * @description When several users match, or the one that does has an identity at this provider already.
                         * @enum {string}
                         */
                        on_conflict?: "ask" | "create_separate" | "refuse" | "review";
                        /**
                         * @description What makes the provider's phone number proved.
                         * @enum {string}
                         */
                        phone_proof?: "never" | "provider_verified_bit";
                        /** @description Whether an identity that was unlinked may join the same user again by rule. */
                        relink_after_unlink?: boolean;
                        /**
                         * @description `first_link` fills what is empty, `always` follows every sign-in. Never unproved over proved.
                         * @enum {string}
                         */
                        update_profile?: "never" | "first_link" | "always";
                        /** @description The exact values of `email_verified` by which this provider means "verified". */
                        verified_forms?: (true | "true" | "True" | "TRUE" | "1" | 1 | "yes" | "verified")[];
                    };
                    logo?: string | null;
                    metadata?: {
                        [key: string]: unknown;
                    };
                    /** @description Unique in the tenant. */
                    name: string;
                    /** @description The strategy. */
                    provider_type: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getIdentityProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateIdentityProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "display_name": "Google Workspace",
                 *       "enabled": true
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The issuer may be another than the one that named the identities that are there.
                     * @default false
                     */
                    allow_issuer_change?: boolean;
                    /** @description What the strategy needs. Never a secret: a connection takes its own. */
                    config?: {
                        [key: string]: unknown;
                    };
                    display_name?: string | null;
                    enabled?: boolean;
                    /**
                     * Format: date-time
                     * @description The `updated_at` that you read. If it has been changed since, the change is refused.
                     */
                    if_updated_at?: string;
                    linking_rule?: {
                        /** @description With `verified_match`: to ask also where nothing that came is said to be verified. */
                        ask_unproved?: boolean;
                        authoritative_domains?: string[];
                        /** @description Which arrivals may join somebody, by the domain of their address. `allowed` null: all. */
                        email_domains?: {
                            allowed: string[] | null;
                            denied: string[];
                        };
                        /**
                         * @description What makes the provider's e-mail proved.
                         * @enum {string}
                         */
                        email_proof?: "never" | "provider_verified_bit" | "authoritative_domains" | "tenant_verified_domains" | "xms_edov";
                        /** @description The raw claim that holds the external id. */
                        external_id_claim?: string | null;
                        identities_per_user_max?: number | null;
                        /** @description Whether an arrival that joins nobody gets a user of its own; else it is held. */
                        jit?: boolean;
                        /** @description Identities of one linking domain never join users of another. */
                        linking_domain?: string | null;
                        /** @description Known people only: others are refused. */
                        login_only?: boolean;
                        /** @description The keys to look at, in order. */
                        match_on?: ("email" | "phone" | "username" | "external_id")[];
                        /**
                         * @description `never`: an arrival joins nobody. `ask`: the person is asked to prove the account first. `verified_match`: it joins the one user with the same key, proved on both sides.
                         * @enum {string}
                         */
                        mode?: "never" | "ask" | "verified_match";
                        /**
                         * @description `authoritative`: the provider issues the usernames and external ids of this tenant.
                         * @enum {string}
                         */
                        name_proof?: "never" | "authoritative";
                        /** @description Users that no arrival joins: by id, or by metadata such as `{"app_metadata.roles": "admin"}`. */
                        never_link?: {
                            metadata: {
                                [key: string]: unknown;
                            };
                            user_ids: string[];
                        };
                        /**
                         * @description When several users match, or the one that does has an identity at this provider already.
                         * @enum {string}
                         */
                        on_conflict?: "ask" | "create_separate" | "refuse" | "review";
                        /**
                         * @description What makes the provider's phone number proved.
                         * @enum {string}
                         */
                        phone_proof?: "never" | "provider_verified_bit";
                        /** @description Whether an identity that was unlinked may join the same user again by rule. */
                        relink_after_unlink?: boolean;
                        /**
                         * @description `first_link` fills what is empty, `always` follows every sign-in. Never unproved over proved.
                         * @enum {string}
                         */
                        update_profile?: "never" | "first_link" | "always";
                        /** @description The exact values of `email_verified` by which this provider means "verified". */
                        verified_forms?: (true | "true" | "True" | "TRUE" | "1" | 1 | "yes" | "verified")[];
                    };
                    logo?: string | null;
                    metadata?: {
                        [key: string]: unknown;
                    };
                    /** @description Unique in the tenant. */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteIdentityProvider: {
        parameters: {
            query?: {
                identities?: "refuse" | "delete";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        identities_deleted: number;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listProviderConnections: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Connection"][];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The issuer may be another than the one that named the identities that are there.
                     * @default false
                     */
                    allow_issuer_change?: boolean;
                    /** @description JSONata expressions over what the provider says; `$claims` is our own reading of it. One that finds nothing leaves the claim as it is, `null` takes it away. An e-mail address or phone number other than the provider’s own is never verified. */
                    claim_mapping?: {
                        display_name?: string;
                        email?: string;
                        family_name?: string;
                        given_name?: string;
                        locale?: string;
                        phone?: string;
                        picture?: string;
                        username?: string;
                    } | null;
                    client_id?: string | null;
                    /** @description Sealed at once; no answer carries it. */
                    client_secret?: string | null;
                    /** @description What the strategy needs. Never a secret: a connection takes its own. */
                    config?: {
                        [key: string]: unknown;
                    };
                    display_name?: string;
                    enabled?: boolean;
                    /** @description Unique in the tenant. */
                    identifier: string;
                    login_only?: boolean;
                    logo?: string | null;
                    /** @description The variety of sign-in; the strategy by default. */
                    type?: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    disableIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    enableIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name of your own. The console and `selfsame import` take `sha256-` and the SHA-256 of the file in hexadecimal digits, so that either goes on with what the other began. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    forgetImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name of your own. The console and `selfsame import` take `sha256-` and the SHA-256 of the file in hexadecimal digits, so that either goes on with what the other began. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgotten, or never begun. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    importLines: {
        parameters: {
            query: {
                /** @description Checks the rows and writes nothing, wherever the import stands. It knows this piece alone: rows of two pieces that collide are not seen. */
                dry_run?: boolean;
                /** @description Lines of the file before the piece: `lines_done` of the import. */
                from: number;
                /** @description What becomes of a row whose user is there already. */
                on_existing?: "refuse" | "skip" | "update";
                /** @description Refuse rows that share one of these with another user; repeat it for both. */
                unique?: ("email" | "phone")[];
            };
            header?: never;
            path: {
                /** @description A name of your own. The console and `selfsame import` take `sha256-` and the SHA-256 of the file in hexadecimal digits, so that either goes on with what the other began. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Of the piece, as the next three. */
                        created: number;
                        import: components["schemas"]["Import"];
                        /** @description Lines of the file up to the end of the piece. */
                        lines_done: number;
                        refused: components["schemas"]["RefusedLine"][];
                        skipped: number;
                        updated: number;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listRefusedLines: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                /** @description Rows in one page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A name of your own. The console and `selfsame import` take `sha256-` and the SHA-256 of the file in hexadecimal digits, so that either goes on with what the other began. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RefusedLine"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportRefusedLines: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name of your own. The console and `selfsame import` take `sha256-` and the SHA-256 of the file in hexadecimal digits, so that either goes on with what the other began. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    explainArrival: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "identity_provider_id": "0199b6a4-01aa-7000-8000-000038000000",
                 *       "external_id": "113274839201928374650",
                 *       "claims": {
                 *         "email": "ada@gmail.com",
                 *         "email_verified": true
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description What the provider would say about the person. */
                    claims?: {
                        display_name?: string;
                        email?: string;
                        /** @description The provider's own bit; another form of it goes into `raw.email_verified`. */
                        email_verified?: boolean;
                        family_name?: string;
                        given_name?: string;
                        /** @description Whose account it is: Google's `hd`. */
                        hosted_domain?: string;
                        locale?: string;
                        /** @description With its country: `+44 20 7946 0018`. */
                        phone?: string;
                        phone_verified?: boolean;
                        picture?: string;
                        /** @description What else the provider says, in its own words. At most 64 KiB. */
                        raw?: {
                            [key: string]: unknown;
                        };
                        username?: string;
                    };
                    /**
                     * Format: uuid
                     * @description The way in. Absent: the provider's only one; with several, none of their switches count.
                     */
                    connection_id?: string;
                    /** @description The provider's name for the person. */
                    external_id: string;
                    /** Format: uuid */
                    identity_provider_id: string;
                    /** @description From where it would come, for policies that look at it. */
                    ip?: string;
                    /** @description Empty unless the provider has several. */
                    subject_type?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPendingLinks: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                /** @description Rows in one page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description Wrong codes so far. */
                            attempts: number;
                            /** @description Users that it may belong to. */
                            candidates: {
                                matched_on: ("email" | "phone" | "username" | "external_id")[];
                                /** @description What would prove it; empty: nothing that the person could do. */
                                proofs: ("email_code" | "sign_in")[];
                                /** Format: uuid */
                                user_id: string;
                            }[];
                            codes_sent: number;
                            /** Format: uuid */
                            connection_id: string | null;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            identity?: components["schemas"]["UserIdentity"];
                        }[];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    applyLinkingPreset: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                name: "workos";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["IdentityProvider"][];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSuggestions: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                kind?: "users" | "arrival";
                /** @description Rows in one page. */
                limit?: number;
                status?: "open" | "approved" | "dismissed";
                /** @description On either side. */
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Suggestion"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSuggestion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestion"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    approveSuggestion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "metadata": "deep_merge"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Whose user and app metadata the result of a merge has.
                     * @default keep_primary
                     * @enum {string}
                     */
                    metadata?: "keep_primary" | "deep_merge" | "keep_secondary";
                    /**
                     * Format: uuid
                     * @description Which of the two users stays; the one that was made first unless told.
                     */
                    primary_user_id?: string;
                } | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        identities: components["schemas"]["UserIdentity"][];
                        secondary_user?: components["schemas"]["User"];
                        suggestion: components["schemas"]["Suggestion"];
                        user: components["schemas"]["User"];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    dismissSuggestion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestion"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    decideSuggestions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decisions": [
                 *         {
                 *           "id": "0199b6a4-9a10-7c00-8d11-102132435465",
                 *           "decision": "approve"
                 *         },
                 *         {
                 *           "id": "0199b6a4-9a11-7c00-8d11-102132435466",
                 *           "decision": "dismiss"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    decisions: {
                        /** @enum {string} */
                        decision: "approve" | "dismiss";
                        id: string;
                        /**
                         * @description Whose user and app metadata the result of a merge has.
                         * @default keep_primary
                         * @enum {string}
                         */
                        metadata?: "keep_primary" | "deep_merge" | "keep_secondary";
                        /**
                         * Format: uuid
                         * @description Which of the two users stays; the one that was made first unless told.
                         */
                        primary_user_id?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        approved: number;
                        data: {
                            code?: string;
                            message?: string;
                            /** @enum {string} */
                            outcome: "approved" | "dismissed" | "refused";
                            /** @description Its place among `decisions`, from 0. */
                            row: number;
                            /**
                             * Format: uuid
                             * @description The user that was merged into it.
                             */
                            secondary_user_id?: string;
                            /** Format: uuid */
                            suggestion_id?: string;
                            /**
                             * Format: uuid
                             * @description The user that stands for both, or that has the identity.
                             */
                            user_id?: string;
                        }[];
                        dismissed: number;
                        refused: number;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    sweepForSuggestions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "users_max": 5000
                 *     }
                 */
                "application/json": {
                    /**
                     * @description How many users this call looks at.
                     * @default 5000
                     */
                    users_max?: number;
                } | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sweep"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sweep"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getOperator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        email: string | null;
                        name: string | null;
                        /**
                         * Format: uuid
                         * @description The tenant that operators sign in to.
                         */
                        operators_tenant_id: string;
                        /**
                         * @description `read_only` reads; `operator` also writes users, identities, sessions, providers, policies and applications; `owner` does everything.
                         * @enum {string}
                         */
                        role: "read_only" | "operator" | "owner";
                        /** @description What the role may do in the tenant that the request works in. */
                        scopes: string[];
                        /**
                         * Format: uuid
                         * @description The tenant that the request works in.
                         */
                        tenant_id: string;
                        /** Format: uuid */
                        user_id: string;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listOperators: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                /** @description Rows in one page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Operator"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    setOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "operator"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description `read_only` reads; `operator` also writes users, identities, sessions, providers, policies and applications; `owner` does everything.
                     * @enum {string}
                     */
                    role: "read_only" | "operator" | "owner";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    removeOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken away */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            resource: string;
                            scopes: {
                                action: string;
                                description: string;
                                name: string;
                                resource: string;
                                scope: string;
                            }[];
                        }[];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPolicies: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                enabled?: boolean;
                /** @description Rows in one page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Policy"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "contractors stay apart",
                 *       "cedar_policy_set": "@notice(\"Contractors keep their own account.\")\nforbid(principal, action == Action::\"identity:link\", resource)\nwhen { context.identity.provider.name == \"contractors\" };"
                 *     }
                 */
                "application/json": {
                    /** @description One or more Cedar statements. */
                    cedar_policy_set: string;
                    /** @description Refused, too. */
                    default_duration_seconds?: number | null;
                    description?: string | null;
                    /** @description True when it is made, unless told. */
                    enabled?: boolean;
                    /** @description Refused: nothing is granted here. */
                    max_duration_seconds?: number | null;
                    /** @description Unique in the tenant. */
                    name: string;
                    /** @description Refused, too. */
                    notification_channel?: string | null;
                    /** @description 0 unless told. */
                    priority?: number;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The Cedar text. */
                        cedar_policy_set: string;
                        /** Format: date-time */
                        created_at: string;
                        description: string | null;
                        enabled: boolean;
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @description Of several that decide, the higher one is told first. Any `forbid` wins. */
                        priority: number;
                        /** @description How many statements the text has. */
                        rule_count: number;
                        /** Format: date-time */
                        updated_at: string;
                        /** @description Raised with every change of the text. */
                        version: number;
                        /** @description What is allowed and most likely not meant. */
                        warnings: {
                            /** @description In characters, from 1. */
                            column: number;
                            help: string | null;
                            /** @description From 1. */
                            line: number;
                            message: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            501: components["responses"]["NotSupported"];
            503: components["responses"]["Unavailable"];
        };
    };
    getPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deletePolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updatePolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "priority": 10,
                 *       "enabled": false
                 *     }
                 */
                "application/json": {
                    /** @description One or more Cedar statements. */
                    cedar_policy_set?: string;
                    /** @description Refused, too. */
                    default_duration_seconds?: number | null;
                    description?: string | null;
                    /** @description True when it is made, unless told. */
                    enabled?: boolean;
                    /**
                     * Format: date-time
                     * @description The `updated_at` that you read. If it has been changed since, the change is refused.
                     */
                    if_updated_at?: string;
                    /** @description Refused: nothing is granted here. */
                    max_duration_seconds?: number | null;
                    /** @description Unique in the tenant. */
                    name?: string;
                    /** @description Refused, too. */
                    notification_channel?: string | null;
                    /** @description 0 unless told. */
                    priority?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The Cedar text. */
                        cedar_policy_set: string;
                        /** Format: date-time */
                        created_at: string;
                        description: string | null;
                        enabled: boolean;
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @description Of several that decide, the higher one is told first. Any `forbid` wins. */
                        priority: number;
                        /** @description How many statements the text has. */
                        rule_count: number;
                        /** Format: date-time */
                        updated_at: string;
                        /** @description Raised with every change of the text. */
                        version: number;
                        /** @description What is allowed and most likely not meant. */
                        warnings: {
                            /** @description In characters, from 1. */
                            column: number;
                            help: string | null;
                            /** @description From 1. */
                            line: number;
                            message: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            501: components["responses"]["NotSupported"];
            503: components["responses"]["Unavailable"];
        };
    };
    disablePolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    enablePolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    dryRunPolicyChange: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "policy_id": "0199b6a4-8888-7000-b000-0f1e2d3c4b5a",
                 *       "enabled": true,
                 *       "limit": 1000
                 *     }
                 */
                "application/json": {
                    /** @description Its new text. */
                    cedar_policy_set?: string;
                    /** @description It would be gone. */
                    delete?: boolean;
                    /** @description Whether it would be in force; as it is when absent. */
                    enabled?: boolean;
                    /**
                     * @description How many of the newest events.
                     * @default 200
                     */
                    limit?: number;
                    /**
                     * Format: uuid
                     * @description The policy that would change; absent for a new one.
                     */
                    policy_id?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description What could not be evaluated; with any of it the answer is no. */
                            errors: {
                                message: string;
                                /** Format: uuid */
                                policy_id: string | null;
                            }[];
                            event: components["schemas"]["Event"];
                            /** @enum {string} */
                            facts: "recorded" | "reconstructed";
                            /** @description What they have to say to people. */
                            notices: string[];
                            /** @description The policies that determined it. */
                            policies: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                                version: number;
                            }[];
                            /** @enum {string} */
                            under_current: "permitted" | "refused";
                            /** @enum {string} */
                            was: "permitted" | "refused";
                            /** @enum {string} */
                            would_be: "permitted" | "refused";
                        }[];
                        examined: number;
                        /** @description Events whose users or providers are gone. */
                        skipped: number;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    evaluatePolicies: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "identity:link",
                 *       "principal": "Arrival:example",
                 *       "resource": "Identity:new",
                 *       "user_id": "0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90",
                 *       "context": {
                 *         "identity": {
                 *           "provider": {
                 *             "id": "0199b6a4-01aa-7000-8000-000038000000",
                 *             "name": "contractors",
                 *             "strategy": "oidc"
                 *           },
                 *           "subject": "42",
                 *           "email_proved": true,
                 *           "phone_proved": false
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    action: "identity:link" | "identity:unlink" | "identity:move" | "user:merge" | "user:create" | "user:signIn" | "linking:undo";
                    /** @description Laid over those facts, part by part. Times and addresses as text. */
                    context?: {
                        [key: string]: unknown;
                    };
                    /**
                     * Format: uuid
                     * @description Fills `context.identity`.
                     */
                    identity_id?: string;
                    /**
                     * Format: uuid
                     * @description Fills `context.other`, or `context.from` of a move.
                     */
                    other_user_id?: string;
                    /** @description `type:id`; the calling key when absent. */
                    principal?: string;
                    /** @description `type:id`; the identity or user named below when absent. */
                    resource?: string;
                    /**
                     * Format: uuid
                     * @description Fills `context.user`.
                     */
                    user_id?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        context: {
                            [key: string]: unknown;
                        };
                        /** @description What could not be evaluated; with any of it the answer is no. */
                        errors: {
                            message: string;
                            /** Format: uuid */
                            policy_id: string | null;
                        }[];
                        matching_policy_ids: string[];
                        /** @description What they have to say to people. */
                        notices: string[];
                        permitted: boolean;
                        /** @description The policies that determined it. */
                        policies: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            version: number;
                        }[];
                        reason: string;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getPolicySchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        actions: ("identity:link" | "identity:unlink" | "identity:move" | "user:merge" | "user:create" | "user:signIn" | "linking:undo")[];
                        schema: string;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSamlKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SamlKey"][];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createSamlKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Sign with it at once, without waiting for the providers to learn of it. */
                    signs?: boolean;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SamlKey"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteSamlKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    activateSamlKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SamlKey"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSignInAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sign_in": "https://id.example.com/sign-in",
                     *       "callback": "https://id.example.com/sign-in/callback",
                     *       "saml_acs": "https://id.example.com/sign-in/saml/{identifier}",
                     *       "saml_metadata": "https://id.example.com/sign-in/saml/{identifier}/metadata",
                     *       "test_callback": "https://id.example.com/sign-in/callback"
                     *     }
                     */
                    "application/json": {
                        /** @description Where OAuth, OpenID and CAS providers send people back to. */
                        callback: string | null;
                        /** @description Where SAML providers post their answers, with the identifier of a connection in its place. */
                        saml_acs: string | null;
                        /** @description Our metadata, and our entity id unless the connection has a `client_id`. */
                        saml_metadata: string | null;
                        /** @description Where people sign in; null where no address leads to the tenant: give it a host name. */
                        sign_in: string | null;
                        /** @description Where people come back to from a test of a connection. */
                        test_callback: string;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SigningKey"][];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotateSigningKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKey"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        at: string;
                        /**
                         * @example {
                         *       "count": 42,
                         *       "exactness": "exact"
                         *     }
                         */
                        identities: {
                            count: number;
                            /**
                             * @description Large numbers are estimated, or counted no further than told.
                             * @enum {string}
                             */
                            exactness: "exact" | "estimated" | "at_least";
                        };
                        /**
                         * @example {
                         *       "count": 42,
                         *       "exactness": "exact"
                         *     }
                         */
                        open_suggestions: {
                            count: number;
                            /**
                             * @description Large numbers are estimated, or counted no further than told.
                             * @enum {string}
                             */
                            exactness: "exact" | "estimated" | "at_least";
                        };
                        /**
                         * @example {
                         *       "count": 42,
                         *       "exactness": "exact"
                         *     }
                         */
                        pending_links: {
                            count: number;
                            /**
                             * @description Large numbers are estimated, or counted no further than told.
                             * @enum {string}
                             */
                            exactness: "exact" | "estimated" | "at_least";
                        };
                        /**
                         * @example {
                         *       "count": 42,
                         *       "exactness": "exact"
                         *     }
                         */
                        users: {
                            count: number;
                            /**
                             * @description Large numbers are estimated, or counted no further than told.
                             * @enum {string}
                             */
                            exactness: "exact" | "estimated" | "at_least";
                        };
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    countEventsByDay: {
        parameters: {
            query?: {
                /** @description In UTC; the last one is today. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        days: {
                            /** @description All of them. */
                            arrivals: number;
                            challenge: number;
                            create_user: number;
                            /**
                             * Format: date
                             * @description A day in UTC.
                             */
                            date: string;
                            /** @description In a busy hour what came first is reckoned up to the whole. */
                            estimated: boolean;
                            hold: number;
                            link: number;
                            refuse: number;
                            sign_in: number;
                        }[];
                        /** Format: date-time */
                        from: string;
                        /**
                         * Format: date-time
                         * @description Events from before are kept no longer.
                         */
                        kept_since: string | null;
                        /** Format: date-time */
                        to: string;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listProviderTroubles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            display_name: string;
                            /**
                             * @example {
                             *       "count": 42,
                             *       "exactness": "exact"
                             *     }
                             */
                            failed: {
                                count: number;
                                /**
                                 * @description Large numbers are estimated, or counted no further than told.
                                 * @enum {string}
                                 */
                                exactness: "exact" | "estimated" | "at_least";
                            };
                            /** Format: uuid */
                            identity_provider_id: string;
                            last: {
                                /** Format: date-time */
                                at: string;
                                /** Format: uuid */
                                event_id: string;
                                rule: string | null;
                                /** @description Why, in words. */
                                said: string | null;
                            };
                            name: string;
                            /**
                             * @example {
                             *       "count": 42,
                             *       "exactness": "exact"
                             *     }
                             */
                            refused: {
                                count: number;
                                /**
                                 * @description Large numbers are estimated, or counted no further than told.
                                 * @enum {string}
                                 */
                                exactness: "exact" | "estimated" | "at_least";
                            };
                            strategy: string;
                        }[];
                        /** Format: date-time */
                        since: string;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listStrategies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Strategy"][];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                /** @description Rows in one page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Tenant"][];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme",
                 *       "slug": "acme"
                 *     }
                 */
                "application/json": {
                    name: string;
                    settings?: {
                        [key: string]: unknown;
                    };
                    slug: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme Limited"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description The `updated_at` that you read. If it has been changed since, the change is refused.
                     */
                    if_updated_at?: string;
                    name?: string;
                    settings?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTenantAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The page that shows people what leads to their account. */
                        account: string | null;
                        /** @description Without a trailing slash. */
                        address: string | null;
                        /** @description Where OpenID libraries find all the rest. */
                        discovery: string | null;
                        /** @description What applications know the tenant’s OpenID provider by. */
                        issuer: string | null;
                        /** @description The page that people sign in on. */
                        sign_in: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createTenantApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "back office",
                 *       "scopes": [
                 *         "users:read",
                 *         "identities:read"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** Format: date-time */
                    expires_at?: string | null;
                    /** Format: uuid */
                    identity_provider_id?: string | null;
                    name: string;
                    /** @description None unless given; never more than your own. */
                    scopes?: ("users:read" | "users:write" | "identities:read" | "identities:write" | "read:user_idp_tokens" | "identity_providers:read" | "identity_providers:write" | "events:read" | "policies:read" | "policies:write" | "api_keys:read" | "api_keys:write" | "applications:read" | "applications:write" | "sessions:read" | "sessions:write" | "tenants:read" | "tenants:write" | "operators:read" | "operators:write")[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    previewTenantPages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pages": {
                 *         "name": "Example & Sons",
                 *         "colours": {
                 *           "accent": "#0f6b5c"
                 *         }
                 *       },
                 *       "language": "de"
                 *     }
                 */
                "application/json": {
                    /**
                     * @default light
                     * @enum {string}
                     */
                    colour_scheme?: "light" | "dark";
                    /**
                     * @description Absent: as for who asks for none.
                     * @enum {string}
                     */
                    language?: "en" | "de" | "es" | "fr" | "zh-Hans";
                    pages?: {
                        [key: string]: unknown;
                    };
                    /** @description Given to the styles in it, where the policy around the frame asks for one. */
                    style_nonce?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Inclusive. */
                created_from?: string;
                /** @description Exclusive. */
                created_to?: string;
                /** @description `next_cursor` of the page before; absent for the first page. */
                cursor?: string;
                /** @description Compared without case. */
                email?: string;
                external_id?: string;
                /** @description Who has this identity: `<identity provider id>:<external id>`. */
                identity?: string;
                /** @description Who has an identity of it. */
                identity_provider_id?: string;
                /** @description Each user with what tells its identities apart. */
                include?: "identities";
                /** @description Rows in one page. */
                limit?: number;
                /** @description Of ids: `desc` is the newest first. */
                order?: "asc" | "desc";
                phone?: string;
                /** @description Part of an e-mail address, name, username or phone. */
                q?: string;
                /** @description What a name, last name, e-mail address, username or external id begins with; or a whole phone number, subject at a provider, or id in any API's spelling, of a user or an identity. */
                search?: string;
                /** @description True: only those who have more than one. */
                several_identities?: boolean;
                /** @description Merged users are shown only when asked for. */
                status?: "active" | "suspended" | "merged";
                username?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description False for a suspended or merged user. */
                            active: boolean;
                            /** @description What only applications may change. */
                            app_metadata: {
                                [key: string]: unknown;
                            };
                            /**
                             * @description How the user came in first; `app_metadata.auth_provider` where that says so.
                             * @enum {string}
                             */
                            auth_provider: "local" | "oidc" | "saml";
                            /** Format: date-time */
                            created_at: string;
                            email: string | null;
                            email_verified: boolean;
                            /** @description Your own name for the user; unique in the tenant. */
                            external_id: string | null;
                            family_name: string | null;
                            given_name: string | null;
                            /** Format: uuid */
                            id: string;
                            /** @description With `include=identities`: in order, the primary one first. */
                            identities?: {
                                external_email: string | null;
                                external_email_verified: boolean;
                                external_id: string;
                                /** Format: uuid */
                                id: string;
                                /** Format: uuid */
                                identity_provider_id: string;
                                position: number;
                                provider_name: string;
                                provider_type: string;
                            }[];
                            /** @description Always false: a tenant has no owner here. */
                            is_owner: boolean;
                            /** Format: date-time */
                            last_login_at: string | null;
                            locale: string | null;
                            logins_count: number;
                            /**
                             * Format: uuid
                             * @description The user that stands in for this one since a merge.
                             */
                            merged_into: string | null;
                            name: string | null;
                            nickname: string | null;
                            phone: string | null;
                            phone_verified: boolean;
                            picture: string | null;
                            /** @description Further standard claims: `birthdate`, `gender`, `website`, … */
                            profile: {
                                [key: string]: unknown;
                            };
                            /** @description Kept as `app_metadata.roles`. */
                            roles: string[];
                            /** @enum {string} */
                            status: "active" | "suspended" | "merged";
                            /** Format: date-time */
                            updated_at: string;
                            /** @description What the user may change about himself. */
                            user_metadata: {
                                [key: string]: unknown;
                            };
                            username: string | null;
                        }[];
                        has_more: boolean;
                        /** @description Pass as `cursor` for the next page; null on the last. */
                        next_cursor: string | null;
                        /** @description With `search`: so many begin with it that some were not looked at. Ask for a longer text. */
                        search_cut?: boolean;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "name": "Ada Lovelace",
                 *       "external_id": "customer-1815"
                 *     }
                 */
                "application/json": {
                    app_metadata?: {
                        [key: string]: unknown;
                    };
                    /**
                     * @description Kept as `app_metadata.auth_provider`, when given.
                     * @enum {string}
                     */
                    auth_provider?: "local" | "oidc" | "saml";
                    email?: string | null;
                    /** @description You vouch for the address. */
                    email_verified?: boolean;
                    /** @description Your own name for the user; unique in the tenant. */
                    external_id?: string | null;
                    family_name?: string | null;
                    given_name?: string | null;
                    /** @description Identities that the user starts with, the first one primary. Needs `identities:write`. */
                    identities?: {
                        /** @description What the provider said, at most 64 KiB. */
                        claims?: {
                            [key: string]: unknown;
                        };
                        external_display_name?: string | null;
                        external_email?: string | null;
                        external_email_verified?: boolean;
                        /** @description The provider's name for the person. */
                        external_id: string;
                        external_phone?: string | null;
                        external_phone_verified?: boolean;
                        external_username?: string | null;
                        /** Format: uuid */
                        identity_provider_id: string;
                        /** @description Empty unless the provider has several. */
                        subject_type?: string;
                    }[];
                    locale?: string | null;
                    name?: string | null;
                    nickname?: string | null;
                    /** @description Refused: passwords are not kept here. */
                    password?: string;
                    phone?: string | null;
                    phone_verified?: boolean;
                    picture?: string | null;
                    profile?: {
                        [key: string]: unknown;
                    };
                    /** @description Kept as `app_metadata.roles`. */
                    roles?: string[];
                    user_metadata?: {
                        [key: string]: unknown;
                    };
                    username?: string | null;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            501: components["responses"]["NotSupported"];
            503: components["responses"]["Unavailable"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada King",
                 *       "roles": [
                 *         "user"
                 *       ]
                 *     }
                 */
                "application/json": {
                    app_metadata?: {
                        [key: string]: unknown;
                    };
                    email?: string | null;
                    /** @description You vouch for the address. */
                    email_verified?: boolean;
                    /** @description Your own name for the user; unique in the tenant. */
                    external_id?: string | null;
                    family_name?: string | null;
                    given_name?: string | null;
                    /**
                     * Format: date-time
                     * @description The `updated_at` that you read. If it has been changed since, the change is refused.
                     */
                    if_updated_at?: string;
                    locale?: string | null;
                    name?: string | null;
                    nickname?: string | null;
                    phone?: string | null;
                    phone_verified?: boolean;
                    picture?: string | null;
                    profile?: {
                        [key: string]: unknown;
                    };
                    /** @description Kept as `app_metadata.roles`. */
                    roles?: string[];
                    user_metadata?: {
                        [key: string]: unknown;
                    };
                    username?: string | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    patchUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada King",
                 *       "roles": [
                 *         "user"
                 *       ]
                 *     }
                 */
                "application/json": {
                    app_metadata?: {
                        [key: string]: unknown;
                    };
                    email?: string | null;
                    /** @description You vouch for the address. */
                    email_verified?: boolean;
                    /** @description Your own name for the user; unique in the tenant. */
                    external_id?: string | null;
                    family_name?: string | null;
                    given_name?: string | null;
                    /**
                     * Format: date-time
                     * @description The `updated_at` that you read. If it has been changed since, the change is refused.
                     */
                    if_updated_at?: string;
                    locale?: string | null;
                    name?: string | null;
                    nickname?: string | null;
                    phone?: string | null;
                    phone_verified?: boolean;
                    picture?: string | null;
                    profile?: {
                        [key: string]: unknown;
                    };
                    /** @description Kept as `app_metadata.roles`. */
                    roles?: string[];
                    user_metadata?: {
                        [key: string]: unknown;
                    };
                    username?: string | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUserIdentities: {
        parameters: {
            query?: {
                /** @description A time that has passed (RFC 3339). 404 when the user was not there yet. */
                as_of?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["UserIdentity"][];
                        /**
                         * Format: uuid
                         * @description The user whose identities these are, when the one asked for was merged away.
                         */
                        merged_into?: string;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createUserIdentity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "identity_provider_id": "0199b6a4-01aa-7000-8000-000038000000",
                 *       "external_id": "113274839201928374650",
                 *       "external_email": "ada@example.com"
                 *     }
                 */
                "application/json": {
                    /** @description What the provider said, at most 64 KiB. */
                    claims?: {
                        [key: string]: unknown;
                    };
                    external_display_name?: string | null;
                    external_email?: string | null;
                    external_email_verified?: boolean;
                    /** @description The provider's name for the person. */
                    external_id: string;
                    external_phone?: string | null;
                    external_phone_verified?: boolean;
                    external_username?: string | null;
                    /** Format: uuid */
                    identity_provider_id: string;
                    /** @description Empty unless the provider has several. */
                    subject_type?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserIdentity"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserIdentity"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteUserIdentity: {
        parameters: {
            query?: {
                allow_last?: boolean;
                outcome?: "detach" | "split" | "delete";
            };
            header?: never;
            path: {
                id: string;
                identity_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        identity_id: string;
                        /** @enum {string} */
                        outcome: "detach" | "split" | "delete";
                        /**
                         * Format: uuid
                         * @description Whose the identity is now: the new user after `split`, or null.
                         */
                        user_id: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    previewUnlink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                identity_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "outcome": "split"
                 *     }
                 */
                "application/json": {
                    allow_last?: boolean;
                    /** @enum {string} */
                    outcome?: "detach" | "split" | "delete";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        new_user?: components["schemas"]["User"];
                        possible: boolean;
                        refusal?: components["schemas"]["Error"];
                        /** @description What the user would have left, in order. */
                        remaining?: components["schemas"]["UserIdentity"][];
                        sessions_ended?: number;
                        /** @description Tokens of providers that would be gone for good. */
                        tokens_destroyed?: number;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    mergeUsers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "secondary_user_id": "0199b6a4-7777-7000-a000-5c6d7e8f9012",
                 *       "metadata": "deep_merge"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Whose user and app metadata the result has.
                     * @default keep_primary
                     * @enum {string}
                     */
                    metadata?: "keep_primary" | "deep_merge" | "keep_secondary";
                    /** Format: uuid */
                    secondary_user_id: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        identities: components["schemas"]["UserIdentity"][];
                        secondary_user: components["schemas"]["User"];
                        user: components["schemas"]["User"];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    previewMerge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "secondary_user_id": "0199b6a4-7777-7000-a000-5c6d7e8f9012",
                 *       "metadata": "deep_merge"
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    metadata?: "keep_primary" | "deep_merge" | "keep_secondary";
                    /** Format: uuid */
                    secondary_user_id: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What the user would have, in order. */
                        identities?: components["schemas"]["UserIdentity"][];
                        possible: boolean;
                        refusal?: components["schemas"]["Error"];
                        secondary_user?: components["schemas"]["User"];
                        sessions_ended?: number;
                        /** @description Tokens of providers that would be gone for good. */
                        tokens_destroyed?: number;
                        user?: components["schemas"]["User"];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listMergedUsers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["User"][];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUserRepresentations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description `native`, `workos`, `auth0`, `genauth`. */
                            api: string;
                            body: {
                                [key: string]: unknown;
                            };
                            /** @enum {string} */
                            method: "GET";
                            /** @description Where that API shows the user. */
                            path: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Session"][];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many there were. */
                        ended: number;
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    suspendUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request give the same answer again for 24 hours; another request is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "active": false
                 *     }
                 */
                "application/json": {
                    active: boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUserTokenStates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * Format: uuid
                             * @description The connection that they came through.
                             */
                            connection_id: string;
                            /**
                             * Format: date-time
                             * @description Of the access token; null where the provider does not say.
                             */
                            expires_at: string | null;
                            has_id_token: boolean;
                            has_refresh_token: boolean;
                            /** Format: uuid */
                            identity_id: string;
                            /** Format: date-time */
                            obtained_at: string;
                            scopes: string[];
                            /**
                             * @description `needs_reauthorization`: the provider renews them no more, and the person has to sign in there again.
                             * @enum {string}
                             */
                            status: "ok" | "needs_reauthorization";
                            token_type: string;
                            /** Format: date-time */
                            updated_at: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
}
