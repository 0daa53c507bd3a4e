/** Statements that read much of a large tenant, each with the reason why it may. One that is not here may not. */
export const exceptions: Record<string, string> = {
  'users.search: everyone': 'counts all users, by an index alone, when a total is asked for',
  'users.search: everyone, newest first':
    'users in another order than that of their ids are sorted: for administrators',
  'users.search: part of a text': 'a text within a text has no index: for administrators, not on the path of a sign-in',
  'users.count': 'counts all users once for a sweep',
  'identities.ofProvider': 'a batch of five hundred rows, each locked: removing a provider',
  'userLines.ofUsers': 'a page of an export: a thousand users with their identities',
  'userLines.ofTombstones': 'a page of an export: who was merged into a thousand users',
  'identityProviders.countIdentities':
    'counts by an index alone: an administrator removes a provider or changes its issuer',
  'events.list: types, from, to': 'reads as much more as a clock may go back: an hour of events',
  'events.list: from, to': 'reads as much more as a clock may go back: an hour of events',
  'events.list: to': 'reads as much more as a clock may go back: an hour of events',
  'events.idsBehind': 'goes past the ids of the last ten seconds, two thousand at most, while somebody follows events',
  'statistics.users': 'counts ten thousand, by an index alone; what is more is estimated',
  'statistics.identities': 'counts ten thousand, by an index alone; what is more is estimated',
  'statistics.openSuggestions': 'counts a thousand, each looked up with its users',
  'statistics.decisions': 'looks at a hundred events of each kind in each hour: for administrators',
  'events.pageByOffset': 'counts all events, by an index alone, when a total is asked for',
  'events.removeSome': 'a batch of five hundred rows, behind everybody’s back',
  'suggestions.list: kind': 'sorts the suggestions of one kind, which are as many as have not been decided',
  'suggestions.list: status, kind': 'sorts the suggestions of one kind, which are as many as have not been decided',
  'openidRecords.deleteOfClient': 'an administrator removes an application, and what it was given with it',
  'openidRecords.trimRequests': 'goes past as many requests as a tenant may have open: ten thousand',
  'removal from connections: email_sign_ins.connection_id':
    'an administrator removes a connection; a tenant keeps no more than ten thousand sign-ins under way',
  'removal from connections: sign_ins.connection_id':
    'an administrator removes a connection; a tenant keeps no more than ten thousand sign-ins under way',
  sealed: 'the command line rotates or checks sealing keys: whatever is sealed is read',
};
